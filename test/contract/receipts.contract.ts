import { describe, expect, it } from 'vitest'
import type { Inbox } from '../../lambdas/ports.ts'
import { NOW, newView } from '../fixtures/inbox-view.ts'
import { newSpeaker } from '../fixtures/people.ts'

/** What every Inbox guarantees of how far people have come. */
export function receiptsContract(open: () => Inbox): void {
  const inbox = open()
  const view = () => newView(inbox)

  describe('mark', () => {
    it('moves forward only, and says whether it did', async () => {
      const { mark, row } = view()
      expect(await mark(5, 3)).toBe(true)
      expect(await mark(5, 3)).toBe(false)
      expect(await mark(4, 2)).toBe(false)
      expect(await mark(4, 4)).toBe(true)
      expect(await row()).toMatchObject({ mine: { delivered: 5, read: 4 }, readN: 4, shown: 4 })
      expect(await mark(6, 2)).toBe(true)
      expect(await row()).toMatchObject({ mine: { delivered: 6, read: 4 }, readN: 4, shown: 4 })
    })

    it('shows others nothing while one hides how far one has read', async () => {
      const { ada, conversation, mark, row } = view()
      await mark(2, 2)
      await inbox.mark(ada, conversation, { delivered: 5, read: 5, readN: 5 }, false, NOW)
      expect(await row()).toMatchObject({ mine: { delivered: 5, read: 5 }, shown: 2 })
      await mark(6, 5)
      expect(await row()).toMatchObject({ mine: { delivered: 6, read: 5 }, shown: 2 })
      await mark(6, 6)
      expect(await row()).toMatchObject({ mine: { read: 6 }, shown: 6 })
    })

    it('leaves nothing to be skipped or mentioned up to what was read, also if that comes late', async () => {
      const { came, mark, row } = view()
      await mark(3, 3)
      await came(3, { own: [2], mentions: [1, 3], others: [1, 3] })
      expect(await row()).toMatchObject({ head: { seq: 3 }, skip: [], mentions: [] })
    })

    it('joins what several devices say at once', async () => {
      const { ada, mark, row } = view()
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
      const { mark, came, row } = view()
      await mark(1, 1)
      expect(await row()).toMatchObject({ head: { seq: 0, n: 0 }, at: 0, mine: { delivered: 1, read: 1 } })
      await came(1)
      expect(await row()).toMatchObject({ head: { seq: 1, n: 1 }, mine: { delivered: 1, read: 1 }, readN: 1 })
    })
  })

  describe('peerMark', () => {
    it('goes only forward and touches nothing else', async () => {
      const { ada, conversation, came, row } = view()
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

  describe('undelivered', () => {
    it('names each message once, until the other side has it', async () => {
      const { ada, conversation, row } = view()
      for (const seq of [4, 2, 4]) await inbox.undelivered(ada.user, conversation, seq, NOW)
      expect(await row()).toMatchObject({ undelivered: [2, 4] })
      await inbox.peerMark(ada.user, conversation, { delivered: 3, read: 0 }, NOW)
      expect(await row()).toMatchObject({ undelivered: [4] })
    })
  })

  describe('enlist', () => {
    const enlisting = () => {
      const each = view()
      const enlist = (title: string, seq: number, comesIn: boolean) =>
        inbox.enlist(each.ada.user, each.conversation, title, { seq, n: seq }, comesIn, NOW)
      return { ...each, enlist }
    }

    it.each([true, false])('makes a row as read up to the end; comes in: %s', async (comesIn) => {
      const { enlist, row } = enlisting()
      const enlisted = { large: true, title: 'Town', mine: { delivered: 5, read: 5 }, readN: 5 }
      await enlist('Town', 5, comesIn)
      expect(await row()).toMatchObject({ ...enlisted, head: { seq: 5, n: 5 }, at: NOW })
      await enlist('Older', 3, comesIn)
      expect(await row()).toMatchObject(enlisted)
    })

    it('marks the row there is: what is unread stays so, unless one comes in again', async () => {
      const { enlist, came, mark, row } = enlisting()
      await came(8)
      await mark(8, 2)
      await enlist('Grown', 9, false)
      const kept = { large: true, title: 'Grown', head: { seq: 9, n: 9 }, at: NOW + 8 }
      expect(await row()).toMatchObject({ ...kept, mine: { delivered: 8, read: 2 }, readN: 2 })
      await enlist('Grown', 9, true)
      expect(await row()).toMatchObject({ ...kept, mine: { delivered: 9, read: 9 }, readN: 9 })
    })
  })
}
