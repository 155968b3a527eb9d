import { isAmong, type UserId } from '@parley/domain'
import type { AccountSettings, Contacts } from './ports.ts'

/** What people show of themselves to an audience of their own choice. */
export type Shown = 'readReceipts' | 'lastSeen' | 'picture' | 'findable'
type Using = { readonly settings: AccountSettings; readonly contacts: Contacts }

/** Who of these people shows something to a viewer. Perhaps not by what was chosen last. */
export async function showing(
  shown: Shown,
  owners: readonly UserId[],
  viewer: UserId,
  { settings, contacts }: Using,
): Promise<Set<UserId>> {
  const chosen = await settings.of(owners)
  const select = owners.filter((owner) => chosen.get(owner)?.[shown] === 'contacts')
  const known = select.length > 0 ? await contacts.having(select, viewer) : new Set<UserId>()
  return new Set(
    owners.filter((owner) => isAmong(chosen.get(owner)![shown], owner, viewer, known.has(owner))),
  )
}

/** Whom of these viewers one shows something to. Perhaps not by what was chosen last. */
export async function shownTo(
  shown: Shown,
  owner: UserId,
  viewers: readonly UserId[],
  { settings, contacts }: Using,
): Promise<Set<UserId>> {
  const audience = (await settings.of([owner])).get(owner)![shown]
  const known = audience === 'contacts' ? await contacts.among(owner, viewers) : new Set<UserId>()
  return new Set(viewers.filter((viewer) => isAmong(audience, owner, viewer, known.has(viewer))))
}
