import type { Entry } from '@parley/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Inbox, InboxRow } from '../../lambdas/ports.ts'
import { newEntry, newPair, newSpeaker } from '../fixtures/people.ts'

const NOW = 1_700_000_000_000

/** What every Inbox guarantees. */
export function inboxContract(open: () => Inbox): void {
  const inbox = open()
  /** Ada's view of a conversation with Ben. */
  const newView = () => {
    const { ada, ben, conversation } = newPair()
    const entry = (seq: number, from = ben) => newEntry(conversation, seq, from)
    const came = (seq: number) => inbox.advance(ada.user, entry(seq), `text ${seq}`, undefined, NOW)
    const wrote = (from: number, to = from) =>
      inbox.advance(ada.user, entry(to, ada), `text ${to}`, from, NOW)
    const row = async () => (await inbox.row(ada.user, conversation)) as InboxRow
    const mark = (delivered: number, read: number, speaker = ada) =>
      inbox.mark(speaker, conversation, { delivered, read, readN: read }, NOW)
    return { ada, ben, conversation, entry, came, wrote, row, mark }
  }

  describe('advance', () => {
    it('makes a row that shows the entry', async () => {
      const { ada, ben, conversation, came, row, entry } = newView()
      expect(await inbox.row(ada.user, conversation)).toBeUndefined()
      await came(1)
      expect(await row()).toEqual({
        conversation,
        head: { seq: 1, n: 1 },
        at: entry(1).at,
        from: ben.user,
        preview: 'text 1',
        mine: { delivered: 0, read: 0 },
        readN: 0,
        peer: { delivered: 0, read: 0 },
      })
    })

    it('goes only forward', async () => {
      const { came, row } = newView()
      await came(3)
      const latest = await row()
      await came(2)
      await came(3)
      expect(await row()).toEqual(latest)
    })

    it('keeps a preview as it is', async () => {
      const { ada, entry, row } = newView()
      await inbox.advance(ada.user, entry(1), '\u0000\u202e\u{1f600}"', undefined, NOW)
      expect(await row()).toMatchObject({ preview: '\u0000\u202e\u{1f600}"' })
    })

    it('takes what one wrote oneself for read when everything before was read', async () => {
      const { came, wrote, mark, row } = newView()
      await wrote(1, 2)
      expect(await row()).toMatchObject({ mine: { delivered: 2, read: 2 }, readN: 2 })
      await came(3)
      await mark(3, 3)
      await wrote(4, 6)
      expect(await row()).toMatchObject({ head: { seq: 6 }, mine: { delivered: 6, read: 6 }, readN: 6 })
    })

    it('leaves what one wrote behind something unread', async () => {
      const { came, wrote, row } = newView()
      await came(1)
      await wrote(2)
      expect(await row()).toMatchObject({ head: { seq: 2 }, mine: { delivered: 0, read: 0 }, readN: 0 })
    })

    it('takes the rest of what one wrote for read when a device has read a part of it', async () => {
      const { wrote, mark, row } = newView()
      await mark(2, 2)
      await wrote(1, 3)
      expect(await row()).toMatchObject({ mine: { delivered: 3, read: 3 }, readN: 3 })
    })

    it('does not take back what a device has received or read meanwhile', async () => {
      const received = newView()
      await received.mark(6, 0)
      await received.wrote(1)
      expect(await received.row()).toMatchObject({ mine: { delivered: 6, read: 1 }, readN: 1 })
      const read = newView()
      await read.mark(6, 6)
      await read.wrote(1)
      expect(await read.row()).toMatchObject({ mine: { delivered: 6, read: 6 }, readN: 6 })
    })

    it('counts what one wrote as read even if it comes after what followed it', async () => {
      const { came, wrote, row } = newView()
      await came(2)
      await wrote(1)
      expect(await row()).toMatchObject({ head: { seq: 2 }, preview: 'text 2', mine: { read: 1 }, readN: 1 })
    })
  })

  describe('mark', () => {
    it('moves forward only, and says whether it did', async () => {
      const { mark, row } = newView()
      expect(await mark(5, 3)).toBe(true)
      expect(await mark(5, 3)).toBe(false)
      expect(await mark(4, 2)).toBe(false)
      expect(await mark(4, 4)).toBe(true)
      expect(await row()).toMatchObject({ mine: { delivered: 5, read: 4 }, readN: 4 })
    })

    it('joins what several devices say at once', async () => {
      const { ada, mark, row } = newView()
      const marks = [
        [10, 0],
        [5, 5],
        [7, 2],
        [3, 3],
      ] as const
      await Promise.all(marks.map(([delivered, read]) => mark(delivered, read, newSpeaker(ada.user))))
      expect(await row()).toMatchObject({ mine: { delivered: 10, read: 5 }, readN: 5 })
    })

    it('may come before the first entry does', async () => {
      const { mark, came, row } = newView()
      await mark(1, 1)
      expect(await row()).toMatchObject({ head: { seq: 0, n: 0 }, at: 0, mine: { delivered: 1, read: 1 } })
      await came(1)
      expect(await row()).toMatchObject({ head: { seq: 1, n: 1 }, mine: { delivered: 1, read: 1 }, readN: 1 })
    })
  })

  describe('peerMark', () => {
    it('goes only forward and touches nothing else', async () => {
      const { ada, conversation, came, row } = newView()
      await came(4)
      const before = await row()
      for (const [delivered, read] of [
        [3, 2],
        [3, 1],
        [2, 0],
        [3, 2],
      ] as const) {
        await inbox.peerMark(ada.user, conversation, { delivered, read }, NOW)
      }
      expect(await row()).toEqual({ ...before, peer: { delivered: 3, read: 2 } })
    })
  })

  describe('changed', () => {
    it('pages through every row once, and through nobody else’s', async () => {
      const { user } = newSpeaker()
      const conversations = Array.from({ length: 23 }, () => newPair().conversation)
      for (const conversation of conversations) {
        await inbox.mark(newSpeaker(user), conversation, { delivered: 1, read: 0, readN: 0 }, NOW)
      }
      await newView().came(1)
      const seen: InboxRow[] = []
      for (
        let resume: InboxRow['conversation'] | undefined, isFirst = true;
        isFirst || resume;
        isFirst = false
      ) {
        const page = await inbox.changed(user, 0, resume, 5)
        expect(page.rows.length).toBeLessThanOrEqual(5)
        seen.push(...page.rows)
        resume = page.next
      }
      expect(seen.map(({ conversation }) => conversation).sort()).toEqual(conversations.sort())
    })

    it('returns what has changed at or after a time, whatever changed it', async () => {
      const { user } = newSpeaker()
      const [old, by, byPeer, byEntry] = Array.from({ length: 4 }, () => newPair())
      const mark = { delivered: 1, read: 0, readN: 0 }
      for (const { conversation } of [old!, by!, byPeer!, byEntry!]) {
        await inbox.mark(newSpeaker(user), conversation, mark, NOW)
      }
      await inbox.mark(newSpeaker(user), by!.conversation, { ...mark, delivered: 2 }, NOW + 1)
      await inbox.peerMark(user, byPeer!.conversation, { delivered: 1, read: 1 }, NOW + 1)
      const entry = newEntry(byEntry!.conversation, 1, byEntry!.ben)
      await inbox.advance(user, entry, '', undefined, NOW + 2)
      const { rows } = await inbox.changed(user, NOW + 1, undefined, 100)
      expect(rows.map(({ conversation }) => conversation).sort()).toEqual(
        [by!, byPeer!, byEntry!].map(({ conversation }) => conversation).sort(),
      )
    })

    it('leaves a row as old as it was when nothing moved', async () => {
      const { ada, mark, came } = newView()
      await came(2)
      await mark(2, 2)
      await inbox.mark(ada, newPair().conversation, { delivered: 1, read: 0, readN: 0 }, NOW + 1)
      await came(1)
      await mark(1, 1)
      expect((await inbox.changed(ada.user, NOW + 1, undefined, 100)).rows).toHaveLength(1)
    })
  })

  describe('in any order', () => {
    const positions = fc.integer({ min: 1, max: 9 })
    /** What a peer says one after another: neither position ever falls. */
    const said = [1, 2, 4, 4, 7].map((delivered, index) => ({ delivered, read: [0, 2, 2, 4, 6][index]! }))
    type Update = { kind: 'came' | 'mark' | 'peer'; a: number; b: number }
    const update = fc.record<Update>({
      kind: fc.constantFrom('came', 'mark', 'peer'),
      a: positions,
      b: positions,
    })
    const updates = fc
      .array(update, { minLength: 1, maxLength: 8 })
      .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray([...list, ...list], { minLength: 0 })))

    it('the same updates, permuted and repeated, end in the same row', async () => {
      const apply = async (view: ReturnType<typeof newView>, { kind, a, b }: Update) => {
        if (kind === 'came') await view.came(a)
        else if (kind === 'mark') await view.mark(Math.max(a, b), b)
        else await inbox.peerMark(view.ada.user, view.conversation, said[a % said.length]!, NOW)
      }
      const comparable = ({ conversation: _, from: __, ...row }: InboxRow) => row
      await fc.assert(
        fc.asyncProperty(updates, async ([list, more]) => {
          const [once, mixed] = [newView(), newView()]
          for (const each of list) await apply(once, each)
          await Promise.all([...more, ...list.toReversed()].map((each) => apply(mixed, each)))
          expect(comparable(await mixed.row())).toEqual(comparable(await once.row()))
        }),
        { numRuns: 40 },
      )
    })

    it('no batch of a conversation, however late, moves a watermark back or over something unread', async () => {
      const authors = fc.array(fc.constantFrom('ada', 'ben'), { minLength: 2, maxLength: 9 })
      const scenario = authors.chain((list) =>
        fc.tuple(
          fc.constant(list),
          fc.shuffledSubarray(
            list.map((_, index) => index + 1),
            { minLength: 1 },
          ),
        ),
      )
      await fc.assert(
        fc.asyncProperty(scenario, async ([list, order]) => {
          const { ada, ben, conversation, entry, row } = newView()
          const firstUnread = list.indexOf('ben') + 1 || list.length + 1
          let before = 0
          for (const seq of order) {
            const isOwn = list[seq - 1] === 'ada'
            const next: Entry = entry(seq, isOwn ? ada : ben)
            await inbox.advance(ada.user, next, '', isOwn ? seq : undefined, NOW)
            const { mine, readN } = (await inbox.row(ada.user, conversation)) as InboxRow
            expect(mine.read).toBeGreaterThanOrEqual(before)
            expect(mine.read).toBeLessThan(firstUnread)
            expect({ delivered: mine.delivered, readN }).toEqual({ delivered: mine.read, readN: mine.read })
            before = mine.read
          }
          expect((await row()).head.seq).toBe(Math.max(...order))
        }),
        { numRuns: 30 },
      )
    })
  })
}
