import type { UserId } from '@parley/domain'
import { CONTACTS_PAGE_MAX, Refusal } from '@parley/protocol'
import { given } from '../given.ts'
import type { Operation } from './operation.ts'

/** One more than a page is asked for: it tells whether there is a next page. */
export const listContacts: Operation<'listContacts'> = async ({ query }, { user, contacts }) => {
  const found = await contacts.list(user, query.after as UserId | undefined, CONTACTS_PAGE_MAX + 1)
  return { contacts: found.slice(0, CONTACTS_PAGE_MAX), more: found.length > CONTACTS_PAGE_MAX }
}

/** Anybody whose id one knows, but oneself. */
export const putContact: Operation<'putContact'> = async ({ path, body }, { user, profiles, contacts }) => {
  const [person] = await profiles.of([path.user as UserId])
  if (!person || person.deleted || person.user === user) throw new Refusal('NOT_FOUND')
  const contact = { user: path.user, ...given(body) }
  if (!(await contacts.put(user, contact))) throw new Refusal('TOO_MANY', 'contacts')
  return contact
}

export const removeContact: Operation<'removeContact'> = async ({ path }, { user, contacts }) => {
  await contacts.remove(user, path.user as UserId)
  return {}
}
