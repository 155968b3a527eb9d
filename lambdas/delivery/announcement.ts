import { type DeviceId, NOTHING_SEEN, type Seen, type UserId, type Watermark } from '@parley/domain'
import type { WireAccountSettings } from '@parley/protocol'
import { settingsOfItem } from '../adapters/account-settings.ts'
import { PRESENCE, SETTINGS } from '../adapters/chat-keys.ts'
import type { Item } from '../adapters/dynamo.ts'
import { rowOfItem } from '../adapters/inbox.ts'
import { CHANGED_BY } from '../adapters/inbox-row.ts'
import { turnOfItem } from '../adapters/presence-item.ts'
import type { Decoded } from '../edge/stream-batch.ts'
import type { InboxRow } from '../ports.ts'

/** What somebody's device did that others are to hear of. */
export type Announcement = ReceiptNews | ChoiceNews | SettingsNews | TurnNews

type Whose = { readonly user: UserId; readonly device?: DeviceId | undefined }
export type ReceiptNews = Whose & {
  readonly type: 'receipt'
  readonly row: InboxRow
  /** How far others could see that it had come before. */
  readonly before: Watermark
}
export type ChoiceNews = Whose & { readonly type: 'choice'; readonly row: InboxRow }
export type SettingsNews = Whose & { readonly type: 'settings'; readonly settings: WireAccountSettings }
/** Somebody has come online or gone: whichever of its devices it was. */
export type TurnNews = Whose & { readonly type: 'turn'; readonly seen: Seen }

/** Reads a change of the Chat table. Throws for one that is nobody's to hear of: the stream's filter lets none through. */
export function announcementOf(image: Item, old: Item | undefined): Announcement {
  if (image.sk?.S === SETTINGS) return { type: 'settings', ...settingsOfItem(image) }
  if (image.sk?.S === PRESENCE) return { type: 'turn', ...turnOfItem(image) }
  const { user, device, by, ...row } = rowOfItem(image)
  if (by === CHANGED_BY.choice) return { type: 'choice', user, device, row }
  if (by === CHANGED_BY.receipt) return { type: 'receipt', user, device, row, before: shownBy(old) }
  throw new Error('A change that is no announcement.')
}

/**
 * Of several announcements of one kind by one person (for one conversation) the last says all: positions only
 * grow, and a choice comes with the whole row, a turn with how it is. It stands for them all, so it reaches back to the first, and the
 * first is where the stream is taken up again if it fails. If several devices made it what it is, each of them has
 * something to hear.
 */
export function latest(records: readonly Decoded<Announcement>[]): Decoded<Announcement>[] {
  const last = new Map<string, Decoded<Announcement>>()
  for (const { value, sequence } of records) {
    const about = [value.type, value.user, 'row' in value ? value.row.conversation : ''].join()
    const first = last.get(about)
    last.set(about, { value: reachingBack(value, first?.value), sequence: first?.sequence ?? sequence })
  }
  return [...last.values()]
}

function reachingBack(value: Announcement, first: Announcement | undefined): Announcement {
  if (!first) return value
  const whole =
    value.type === 'receipt' && first.type === 'receipt' ? { ...value, before: first.before } : value
  return value.device === first.device ? whole : { ...whole, device: undefined }
}

function shownBy(old: Item | undefined): Watermark {
  if (!old) return NOTHING_SEEN
  const { mine, shown } = rowOfItem(old)
  return { delivered: mine.delivered, read: shown }
}
