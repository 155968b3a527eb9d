import { describe, expect, it } from 'vitest'
import type { Inbox, Marks } from '../../lambdas/ports.ts'
import { newPair, newSpeaker } from '../fixtures/people.ts'

const NOW = 1_700_000_000_000

/** What every Marks guarantees; `inbox` has the rows that it notes them on. */
export function marksContract(open: () => { marks: Marks; inbox: Inbox }): void {
  const { marks, inbox } = open()

  it('keeps a star and a hidden message, each without the other', async () => {
    const { ada, conversation } = newPair()
    await marks.put(ada, conversation, 3, { starred: true }, NOW)
    await marks.put(ada, conversation, 3, { hidden: true }, NOW)
    await marks.put(ada, conversation, 1, { hidden: true }, NOW)
    expect(await marks.list(ada.user, conversation, 0, 10)).toEqual([
      { seq: 1, starred: false, hidden: true },
      { seq: 3, starred: true, hidden: true },
    ])
  })

  it('forgets a star that is taken back', async () => {
    const { ada, conversation } = newPair()
    await marks.put(ada, conversation, 3, { starred: true }, NOW)
    await marks.put(ada, conversation, 3, { starred: false }, NOW)
    expect(await marks.list(ada.user, conversation, 0, 10)).toEqual([])
  })

  it('lists a page behind a position in order, full though some were taken back', async () => {
    const { ada, conversation } = newPair()
    for (const seq of [100, 9, 11, 2, 10]) {
      await marks.put(ada, conversation, seq, { starred: true }, NOW)
    }
    await marks.put(ada, conversation, 10, { starred: false }, NOW)
    const seqs = async (after: number, limit: number) =>
      (await marks.list(ada.user, conversation, after, limit)).map(({ seq }) => seq)
    expect(await seqs(0, 2)).toEqual([2, 9])
    expect(await seqs(2, 2)).toEqual([9, 11])
    expect(await seqs(9, 3)).toEqual([11, 100])
    expect(await seqs(100, 3)).toEqual([])
  })

  it('is of one person and one conversation', async () => {
    const { ada, ben, conversation } = newPair()
    await marks.put(ada, conversation, 1, { starred: true }, NOW)
    expect(await marks.list(ben.user, conversation, 0, 10)).toEqual([])
    expect(await marks.list(ada.user, newPair().conversation, 0, 10)).toEqual([])
  })

  it('notes on the inbox row when, each time later than before, and is no choice', async () => {
    const { ada, conversation } = newPair()
    expect(await marks.put(ada, conversation, 1, { starred: true }, NOW)).toBe(NOW)
    const others = await Promise.all(
      [2, 3].map((seq) => marks.put(newSpeaker(ada.user), conversation, seq, { starred: true }, NOW)),
    )
    expect(others.sort()).toEqual([NOW + 1, NOW + 2])
    expect(await inbox.row(ada.user, conversation)).toMatchObject({
      marked: NOW + 2,
      settings: { version: 0 },
    })
    expect(await marks.put(ada, conversation, 1, { hidden: true }, NOW + 9)).toBe(NOW + 9)
    const { rows } = await inbox.changed(ada.user, NOW + 9, undefined, 10)
    expect(rows).toMatchObject([{ conversation, marked: NOW + 9 }])
  })

  describe('a row that is otherwise full', () => {
    it('stays as it is', async () => {
      const { ada, conversation } = newPair()
      const before = await inbox.choose(ada, conversation, { archived: true }, NOW)
      await marks.put(ada, conversation, 1, { starred: true }, NOW)
      expect(await inbox.row(ada.user, conversation)).toEqual({ ...before, marked: NOW })
    })
  })
}
