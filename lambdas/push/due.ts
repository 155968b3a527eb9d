import { type Entry, isMessage, isPresent } from '@parley/domain'
import { mayRead, type Reader } from '../conversation/history.ts'
import type { InboxRow } from '../ports.ts'

type Row = Pick<InboxRow, 'hidden' | 'settings' | 'mine'>
export type Recipient = { readonly member: Reader['member']; readonly row: Row | undefined }

/**
 * What of these entries somebody is to be told of at `now`: the last message of another that it may read, has not
 * received by now, and has not muted, but for those that mention it. Nothing for who has left.
 */
export function dueTo({ member, row }: Recipient, entries: readonly Entry[], now: number): Entry | undefined {
  if (!isPresent(member)) return undefined
  const received = row?.mine.delivered ?? 0
  const isMuted = (row?.settings.mutedUntil ?? 0) > now
  return entries.findLast(
    (entry) =>
      isMessage(entry.body) &&
      entry.from !== member.user &&
      entry.seq > received &&
      mayRead({ member, row }, entry, now) &&
      (!isMuted || entry.body.mentions?.includes(member.user) === true),
  )
}
