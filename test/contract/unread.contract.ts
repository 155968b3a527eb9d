import { type Span, unread, within } from '@parley/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Inbox, InboxRow, News } from '../../lambdas/ports.ts'
import { NOW, newView } from '../fixtures/inbox-view.ts'

/** An entry of the log that all of this is counted in. */
type Written = { readonly isOwn: boolean; readonly isCountable: boolean; readonly isMention: boolean }
/** Entries `from` up to `to` reach the inbox, or a device marks `to` as read, or the other side is blocked, or no longer. */
type Step = {
  readonly kind: 'news' | 'mark' | 'block' | 'unblock'
  readonly from: number
  readonly to: number
}

const SIZE = 9
const positions = fc.integer({ min: 1, max: SIZE })
const written = fc.record<Written>({
  isOwn: fc.boolean(),
  isCountable: fc.boolean(),
  isMention: fc.boolean(),
})
const log = fc.array(written, { minLength: SIZE, maxLength: SIZE })
const step = (...kinds: Step['kind'][]) =>
  fc
    .record({ kind: fc.constantFrom(...kinds), a: positions, b: positions })
    .map(({ kind, a, b }): Step => ({ kind, from: Math.min(a, b), to: Math.max(a, b) }))

/** Steps in any order, in the end or in between every single entry once more: none is lost for good. */
const steps = (...kinds: Step['kind'][]) => {
  const each = Array.from(
    { length: SIZE },
    (_, index): Step => ({ kind: 'news', from: index + 1, to: index + 1 }),
  )
  return fc
    .tuple(fc.array(step(...kinds), { maxLength: 10 }), fc.shuffledSubarray(each, { minLength: SIZE }))
    .chain(([some, all]) => fc.shuffledSubarray([...some, ...all], { minLength: some.length + all.length }))
}

/** What an Inbox guarantees of unread messages: exact, whatever order things come in. */
export function unreadContract(open: () => Inbox): void {
  const inbox = open()

  function newRun(entries: readonly Written[]) {
    const view = newView(inbox)
    const { ada, conversation } = view
    const at = (seq: number) => entries[seq - 1]!
    const numbered = entries.map((entry, index) => ({ ...entry, seq: index + 1 }))
    const countAt = (seq: number) => numbered.filter((entry) => entry.seq <= seq && entry.isCountable).length

    function newsOf(from: number, to: number): News {
      const batch = numbered.slice(from - 1, to)
      const lastOther = batch.findLast(({ isOwn }) => !isOwn)?.seq ?? from - 1
      const shown = batch.findLast(({ isCountable }) => isCountable)?.seq
      const seqs = (wanted: typeof batch) => wanted.map(({ seq }) => seq)
      const countable = batch.filter(({ isCountable }) => isCountable)
      return view.news(to, {
        head: { seq: to, n: countAt(to) },
        shows: shown === undefined ? undefined : view.shows(shown, at(shown).isOwn ? ada : view.ben),
        ownFrom: lastOther < to ? lastOther + 1 : undefined,
        own: seqs(countable.filter(({ isOwn }) => isOwn)),
        others: seqs(countable.filter(({ isOwn }) => !isOwn)),
        mentions: seqs(countable.filter(({ isOwn, isMention }) => !isOwn && isMention)),
      })
    }

    let end = 0
    async function take({ kind, from, to }: Step): Promise<unknown> {
      const mark = { delivered: to, read: to, readN: countAt(to) }
      if (kind === 'news') end = Math.max(end, to)
      if (kind === 'news') return inbox.advance(ada.user, newsOf(from, to), NOW)
      if (kind === 'mark') return inbox.mark(ada, conversation, mark, true, NOW)
      if (kind === 'block') return inbox.block(ada, conversation, NOW)
      // Whoever ends a block has seen the end of the log: what has come stands before that.
      return inbox.unblock(ada, conversation, Math.max(end, to), NOW)
    }

    /** What the log says, given how far this person has read and what it does not hear. */
    function expected({ mine, hidden }: Pick<InboxRow, 'mine' | 'hidden'>) {
      const isHidden = (seq: number) => hidden.some((span: Span) => within(span, seq))
      const waiting = numbered.filter(
        ({ seq, isOwn, isCountable }) => seq > mine.read && !isOwn && isCountable && !isHidden(seq),
      )
      return {
        unread: waiting.length,
        mentions: waiting.filter(({ isMention }) => isMention).map(({ seq }) => seq),
      }
    }

    const counted = (row: InboxRow) => ({
      unread: unread(row.head, { read: row.mine.read, readN: row.readN, skip: row.skip }),
      mentions: row.mentions,
    })
    return { ...view, at, numbered, take, expected, counted }
  }

  describe('unread', () => {
    it('is what the log says, whatever comes twice, late, out of order or at once', async () => {
      await fc.assert(
        fc.asyncProperty(log, steps('news', 'mark'), fc.boolean(), async (entries, list, isAtOnce) => {
          const { row, take, expected, counted, at } = newRun(entries)
          if (isAtOnce) await Promise.all(list.map(take))
          else for (const each of list) await take(each)
          const end = await row()
          expect(end.head.seq).toBe(SIZE)
          expect(counted(end)).toEqual(expected(end))

          const marked = Math.max(0, ...list.filter(({ kind }) => kind === 'mark').map(({ to }) => to))
          expect(end.mine.read).toBeGreaterThanOrEqual(marked)
          // Nothing is read but what a device said, and what one wrote directly behind that.
          for (let seq = marked + 1; seq <= end.mine.read; seq++) expect(at(seq).isOwn).toBe(true)
          expect(end.mine.delivered).toBe(end.mine.read)
        }),
        { numRuns: 60 },
      )
    })

    it('leaves out what a block hides, which is shown nowhere', async () => {
      await fc.assert(
        fc.asyncProperty(log, steps('news', 'mark', 'block', 'unblock'), async (entries, list) => {
          const { row, take, expected, counted, at } = newRun(entries)
          for (const each of list) await take(each)
          const end = await row()
          expect(counted(end)).toEqual(expected(end))
          if (end.preview === undefined) return
          const shown = Number(end.preview.slice('text '.length))
          const isHidden = end.hidden.some((span) => within(span, shown))
          expect(isHidden && !at(shown).isOwn).toBe(false)
        }),
        { numRuns: 80 },
      )
    })
  })
}
