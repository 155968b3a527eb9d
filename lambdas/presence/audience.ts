import { directId, isOpen, type UserId } from '@parley/domain'
import { showing, shownTo } from '../audiences.ts'
import type { AccountSettings, Contacts, Inbox } from '../ports.ts'

type Using = {
  readonly settings: AccountSettings
  readonly contacts: Contacts
  readonly inbox: Pick<Inbox, 'rows'>
}

/**
 * Of whose presence a viewer may hear: of theirs who show it to the viewer, if it does not hide its own from
 * everybody; of nobody whom it has blocked or who has blocked it; always of its own. Perhaps not by what was chosen
 * last.
 */
export async function heardBy(viewer: UserId, people: readonly UserId[], using: Using): Promise<Set<UserId>> {
  const others = people.filter((person) => person !== viewer)
  const [shown, hiding, apart] = await Promise.all([
    showing('lastSeen', others, viewer, using),
    hidingFromAll([viewer], using),
    blockedBetween(viewer, others, using),
  ])
  const isHeard = (person: UserId) => shown.has(person) && !hiding.has(viewer) && !apart.has(person)
  return new Set(people.filter((person) => person === viewer || isHeard(person)))
}

/** The same from the other side: which of these viewers may hear of a person. */
export async function hearing(
  person: UserId,
  viewers: readonly UserId[],
  using: Using,
): Promise<Set<UserId>> {
  const others = viewers.filter((viewer) => viewer !== person)
  const [shown, hiding, apart] = await Promise.all([
    shownTo('lastSeen', person, others, using),
    hidingFromAll(others, using),
    blockedBetween(person, others, using),
  ])
  const mayHear = (viewer: UserId) => shown.has(viewer) && !hiding.has(viewer) && !apart.has(viewer)
  return new Set(viewers.filter((viewer) => viewer === person || mayHear(viewer)))
}

async function hidingFromAll(people: readonly UserId[], { settings }: Using): Promise<Set<UserId>> {
  const chosen = await settings.of(people)
  return new Set(people.filter((person) => chosen.get(person)?.lastSeen === 'nobody'))
}

/** Who of the others has blocked this person, or is blocked by it. */
async function blockedBetween(
  person: UserId,
  others: readonly UserId[],
  { inbox }: Using,
): Promise<Set<UserId>> {
  const rows = await inbox.rows(
    others.flatMap((other) => {
      const conversation = directId(person, other)
      return [
        { user: person, conversation },
        { user: other, conversation },
      ]
    }),
  )
  const blocked = new Set(rows.filter(({ hidden }) => isOpen(hidden)).map(({ conversation }) => conversation))
  return new Set(others.filter((other) => blocked.has(directId(person, other))))
}
