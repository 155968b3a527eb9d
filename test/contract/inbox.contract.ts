import { describe, expect, it } from 'vitest'
import type { Inbox, InboxRow } from '../../lambdas/ports.ts'
import { NOW, newView } from '../fixtures/inbox-view.ts'
import { newPair, newSpeaker } from '../fixtures/people.ts'

/** What every Inbox guarantees of what entries make of its rows, and of finding these. */
export function inboxContract(open: () => Inbox): void {
  const inbox = open()
  const view = () => newView(inbox)

  describe('advance', () => {
    it('makes a row that shows the entry', async () => {
      const { ada, ben, conversation, came, row } = view()
      expect(await inbox.row(ada.user, conversation)).toBeUndefined()
      expect(await came(1)).toBe(true)
      expect(await row()).toEqual({
        conversation,
        head: { seq: 1, n: 1 },
        at: NOW + 1,
        from: ben.user,
        preview: 'text 1',
        shows: 1,
        mine: { delivered: 0, read: 0 },
        shown: 0,
        readN: 0,
        skip: [],
        mentions: [],
        peer: { delivered: 0, read: 0 },
        settings: { version: 0 },
        hidden: [],
        undelivered: [],
        large: false,
      })
    })

    it('goes only forward', async () => {
      const { came, row } = view()
      await came(3)
      const latest = await row()
      await came(2)
      await came(3)
      expect(await row()).toEqual(latest)
    })

    it('keeps a preview as it is, and until when it may be shown', async () => {
      const { came, row, shows } = view()
      await came(1, { shows: { ...shows(1), preview: '\u0000\u202e\u{1f600}"', expires: NOW + 60 } })
      expect(await row()).toMatchObject({ preview: '\u0000\u202e\u{1f600}"', previewExpires: NOW + 60 })
      await came(2)
      expect(await row()).not.toHaveProperty('previewExpires')
    })

    it('moves on without another preview for what no list of chats shows', async () => {
      const { came, row } = view()
      await came(1)
      await came(2, { head: { seq: 2, n: 1 }, shows: undefined, others: [] })
      expect(await row()).toMatchObject({ head: { seq: 2, n: 1 }, preview: 'text 1', at: NOW + 1 })
      await came(1)
      expect(await row()).toMatchObject({ head: { seq: 2, n: 1 }, preview: 'text 1' })
    })

    it('shows a message that comes late if nothing later is shown', async () => {
      const { came, row } = view()
      await came(3, { head: { seq: 3, n: 2 }, shows: undefined, others: [] })
      await came(2)
      await came(1)
      expect(await row()).toMatchObject({ head: { seq: 3, n: 2 }, preview: 'text 2' })
    })

    it('has the last title, whatever order titles come in', async () => {
      const { came, row } = view()
      await came(5, { title: 'new' })
      await came(3, { title: 'old' })
      await came(6)
      expect(await row()).toMatchObject({ title: 'new' })
      await came(9)
      await came(8, { title: 'late' })
      expect(await row()).toMatchObject({ head: { seq: 9 }, title: 'late' })
    })

    it('keeps what mentions one until it is read', async () => {
      const { came, mark, row } = view()
      await came(1, { mentions: [1] })
      await came(3, { mentions: [3], others: [2, 3] })
      await came(1, { mentions: [1] })
      expect(await row()).toMatchObject({ mentions: [1, 3] })
      await mark(2, 1)
      expect(await row()).toMatchObject({ mentions: [3] })
    })
  })

  describe('a correction', () => {
    const fix = (seq: number, preview: string) => ({
      shows: undefined,
      others: [],
      corrects: [{ seq, preview }],
    })

    it('changes the preview of the message that is shown, and no other', async () => {
      const { came, row, shows } = view()
      await came(2)
      await came(3, { ...fix(2, 'edited'), head: { seq: 3, n: 2 } })
      await came(4, { ...fix(1, 'older'), head: { seq: 4, n: 2 } })
      expect(await row()).toMatchObject({ head: { seq: 4, n: 2 }, preview: 'edited', at: NOW + 2 })
      await came(2)
      await came(5, { head: { seq: 5, n: 2 }, shows: shows(2), others: [2] })
      expect(await row()).toMatchObject({ head: { seq: 5 }, preview: 'edited' })
    })

    it.each([[[2, 3, 4]], [[3, 4, 2]], [[4, 3, 2]], [[4, 2, 3]], [[2, 4, 3, 2, 3]]])(
      'the last one holds when they come in the order %j',
      async (order) => {
        const { came, row } = view()
        await came(1)
        for (const seq of order) {
          if (seq === 2) await came(2)
          else await came(seq, { ...fix(2, `edited by ${seq}`), head: { seq, n: 2 } })
        }
        expect(await row()).toMatchObject({ head: { seq: 4, n: 2 }, preview: 'edited by 4', at: NOW + 2 })
      },
    )

    it('is waited for by nothing: a message that comes after it shows it', async () => {
      const { came, row, shows } = view()
      await came(3, { ...fix(2, 'edited'), head: { seq: 3, n: 2 } })
      await came(5, { head: { seq: 5, n: 2 }, shows: shows(2), others: [2] })
      expect(await row()).toMatchObject({ head: { seq: 5 }, preview: 'edited', at: NOW + 2 })
    })

    it('of an earlier message does not keep one of a later message out', async () => {
      const { came, row } = view()
      await came(2)
      await came(9, { ...fix(2, 'edited'), head: { seq: 9, n: 7 } })
      await came(7)
      await came(8, { ...fix(7, 'edited as well'), head: { seq: 8, n: 7 } })
      expect(await row()).toMatchObject({ head: { seq: 9 }, preview: 'edited as well' })
    })

    it('shows nothing of a message that one has not been shown', async () => {
      const { came, row } = view()
      await came(9, { ...fix(4, 'before my time'), head: { seq: 9, n: 8 } })
      expect(await row()).not.toHaveProperty('preview')
      await came(10)
      expect(await row()).toMatchObject({ preview: 'text 10' })
    })
  })

  describe('what one wrote oneself', () => {
    it('is read when everything before was', async () => {
      const { came, wrote, mark, row } = view()
      await wrote(1, 2)
      expect(await row()).toMatchObject({ mine: { delivered: 2, read: 2 }, readN: 2, shown: 0 })
      await came(3)
      await mark(3, 3)
      await wrote(4, 6)
      expect(await row()).toMatchObject({ head: { seq: 6 }, mine: { delivered: 6, read: 6 }, readN: 6 })
      expect(await row()).toMatchObject({ skip: [], shown: 3 })
    })

    it('is skipped behind something unread, until that is read', async () => {
      const { came, wrote, mark, row } = view()
      await came(1)
      await wrote(2)
      await wrote(2)
      expect(await row()).toMatchObject({ head: { seq: 2 }, mine: { delivered: 0, read: 0 }, skip: [2] })
      await mark(2, 2)
      expect(await row()).toMatchObject({ mine: { read: 2 }, readN: 2, skip: [] })
    })

    it('is read as to its rest when a device has read a part of it', async () => {
      const { wrote, mark, row } = view()
      await mark(2, 2)
      await wrote(1, 3)
      expect(await row()).toMatchObject({ mine: { delivered: 3, read: 3 }, readN: 3 })
    })

    it('takes nothing back that a device has received or read meanwhile', async () => {
      const received = view()
      await received.mark(6, 0)
      await received.wrote(1)
      expect(await received.row()).toMatchObject({ mine: { delivered: 6, read: 1 }, readN: 1 })
      const read = view()
      await read.mark(6, 6)
      await read.wrote(1)
      expect(await read.row()).toMatchObject({ mine: { delivered: 6, read: 6 }, readN: 6 })
    })

    it('is read even if it comes after what followed it', async () => {
      const { came, wrote, row } = view()
      await came(2)
      await wrote(1)
      expect(await row()).toMatchObject({ head: { seq: 2 }, preview: 'text 2', mine: { read: 1 }, readN: 1 })
    })
  })

  describe('who comes in', () => {
    it('has read what was before, and never less than it had', async () => {
      const { came, mark, row } = view()
      const joined = { joined: { seq: 7, n: 5 }, title: 'Us', others: [] }
      await came(7, { ...joined, head: { seq: 7, n: 5 } })
      expect(await row()).toMatchObject({ mine: { delivered: 7, read: 7 }, readN: 5, title: 'Us', shown: 0 })
      await mark(9, 9)
      await came(7, { ...joined, head: { seq: 7, n: 5 } })
      expect(await row()).toMatchObject({ mine: { delivered: 9, read: 9 }, readN: 9 })
    })

    it('has not read less than a device said before that came', async () => {
      const { came, mark, row } = view()
      await mark(9, 9)
      await came(7, { joined: { seq: 7, n: 5 }, others: [], head: { seq: 7, n: 5 } })
      expect(await row()).toMatchObject({ mine: { delivered: 9, read: 9 }, readN: 9 })
    })

    it('has read what it wrote after that, in the same news', async () => {
      const { came, row } = view()
      await came(9, { joined: { seq: 7, n: 5 }, head: { seq: 9, n: 7 }, ownFrom: 8, own: [8, 9], others: [] })
      expect(await row()).toMatchObject({ mine: { read: 9 }, readN: 7, skip: [] })
    })
  })

  describe('rows', () => {
    it('finds the rows of several people and conversations, each once, and leaves out what is not there', async () => {
      const views = Array.from({ length: 3 }, view)
      for (const each of views) await each.came(2)
      const keys = views.map(({ ada, conversation }) => ({ user: ada.user, conversation }))
      const missing = { user: views[0]!.ben.user, conversation: views[0]!.conversation }
      const found = await inbox.rows([...keys, missing, keys[0]!])
      const expected = await Promise.all(
        views.map(async (each) => ({ user: each.ada.user, ...(await each.row()) })),
      )
      expect(found).toHaveLength(3)
      expect(found).toEqual(expect.arrayContaining(expected))
      expect(await inbox.rows([])).toEqual([])
    })
  })

  describe('changed', () => {
    const mark = { delivered: 1, read: 0, readN: 0 }

    it('pages through every row once, and through nobody else’s', async () => {
      const { user } = newSpeaker()
      const conversations = Array.from({ length: 23 }, () => newPair().conversation)
      for (const id of conversations) await inbox.mark(newSpeaker(user), id, mark, true, NOW)
      await view().came(1)
      const seen: InboxRow[] = []
      let resume: InboxRow['conversation'] | undefined
      do {
        const page = await inbox.changed(user, 0, resume, 5)
        expect(page.rows.length).toBeLessThanOrEqual(5)
        seen.push(...page.rows)
        resume = page.next
      } while (resume)
      expect(seen.map(({ conversation }) => conversation).sort()).toEqual(conversations.sort())
    })

    it('returns what has changed at or after a time, whatever changed it', async () => {
      const { user } = newSpeaker()
      const ids = Array.from({ length: 9 }, () => newPair().conversation)
      for (const id of ids) await inbox.mark(newSpeaker(user), id, mark, true, NOW)
      const [, by, byPeer, byEntry, byChoice, byBlock, byList, byFailure] = ids as [...typeof ids] & string[]
      const later = NOW + 1
      await inbox.mark(newSpeaker(user), by!, { ...mark, delivered: 2 }, true, later)
      await inbox.peerMark(user, byPeer!, { delivered: 1, read: 1 }, later)
      await inbox.advance(user, view().news(1, { conversation: byEntry! }), later)
      await inbox.choose(newSpeaker(user), byChoice!, { archived: true }, later)
      await inbox.block(newSpeaker(user), byBlock!, later)
      await inbox.enlist(user, byList!, 'Town', { seq: 1, n: 1 }, true, later)
      await inbox.undelivered(user, byFailure!, 1, later)
      const { rows } = await inbox.changed(user, later, undefined, 100)
      expect(rows.map(({ conversation }) => conversation).sort()).toEqual(ids.slice(1, 8).sort())
    })

    it('leaves a row as old as it was when nothing moved', async () => {
      const { ada, conversation, news } = view()
      await inbox.advance(ada.user, news(2, { mentions: [2] }), NOW)
      await inbox.mark(ada, conversation, { delivered: 1, read: 1, readN: 1 }, true, NOW)
      const known = [news(2, { mentions: [2] }), news(1), news(2, { mentions: [1], own: [1] })]
      for (const each of known) await inbox.advance(ada.user, each, NOW + 1)
      await inbox.mark(ada, conversation, { delivered: 1, read: 1, readN: 1 }, true, NOW + 1)
      expect((await inbox.changed(ada.user, NOW + 1, undefined, 100)).rows).toEqual([])
    })
  })
}
