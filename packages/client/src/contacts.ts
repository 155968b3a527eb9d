import type { UserId } from '@parley/domain'
import type { WireContact } from '@parley/protocol'
import type { Contact } from './client-api.ts'
import type { Context } from './context.ts'
import { given } from './given.ts'
import type { People } from './people.ts'
import { Serial } from './serial.ts'
import { change, type Saved, type Store } from './store.ts'

type Parts = Pick<Context, 'call' | 'events'> & { readonly store: Store; readonly people: People }

/** The people this account knows: asked for when the app first wants them, and after each connecting from then on. */
export class Contacts {
  readonly #parts: Parts
  readonly #work = new Serial()
  readonly #known: Map<UserId, Contact>
  /** Whether all of them have been asked for: until then none is kept. */
  #isWhole: boolean

  constructor(parts: Parts, { contacts, areContactsWhole = false }: Saved) {
    this.#parts = parts
    this.#known = new Map(contacts.map((contact) => [contact.user, contact]))
    this.#isWhole = areContactsWhole
    for (const { user, name } of contacts) parts.people.call(user, name)
  }

  async list(): Promise<readonly Contact[]> {
    if (!this.#isWhole) await this.#work.run(async () => this.#isWhole || this.#load())
    await this.#parts.people.load(this.#known.keys()).catch(() => {})
    return [...this.#known.values()]
  }

  put(user: UserId, name?: string): Promise<void> {
    return this.#work.run(async () => {
      const contact = toContact(
        await this.#parts.call('putContact', { path: { user }, body: given({ name }) }),
      )
      if (this.#isWhole) await this.#keep([contact], [])
    })
  }

  remove(user: UserId): Promise<void> {
    return this.#work.run(async () => {
      await this.#parts.call('removeContact', { path: { user } })
      if (this.#isWhole) await this.#keep([], [user])
    })
  }

  /** The client is online. What cannot be had now is asked for after the next connecting. */
  resume(): void {
    if (this.#isWhole) this.#work.run(() => this.#load()).catch(() => {})
  }

  clear(): void {
    this.#known.clear()
    this.#isWhole = false
  }

  async #load(): Promise<void> {
    const found: Contact[] = []
    for (let more = true; more; ) {
      const query = given({ after: found.at(-1)?.user })
      const page = await this.#parts.call('listContacts', { query })
      found.push(...page.contacts.map(toContact))
      more = page.more && page.contacts.length > 0
    }
    const users = new Set(found.map(({ user }) => user))
    const gone = [...this.#known.keys()].filter((user) => !users.has(user))
    await this.#keep(found, gone)
  }

  async #keep(contacts: readonly Contact[], gone: readonly UserId[]): Promise<void> {
    const news = contacts.filter(({ user, name }) => {
      const known = this.#known.get(user)
      return !known || known.name !== name
    })
    const changes = [...news.map(change.contact), ...gone.map(change.contactGone)]
    await this.#parts.store.write([change.areContactsWhole, ...changes])
    this.#isWhole = true
    for (const contact of news) this.#known.set(contact.user, contact)
    for (const user of gone) this.#known.delete(user)
    for (const { user } of [...news, ...gone.map((user) => ({ user }))]) {
      this.#parts.people.call(user, this.#known.get(user)?.name)
    }
    if (news.length + gone.length > 0) this.#parts.events.emit('contacts', [...this.#known.values()])
  }
}

function toContact({ user, name }: WireContact): Contact {
  return { user: user as UserId, ...given({ name }) }
}
