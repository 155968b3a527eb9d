import { describe, expect, it } from 'vitest'
import type { Choice, Inbox } from '../../lambdas/ports.ts'
import { NOW, newView } from '../fixtures/inbox-view.ts'
import { newPair, newSpeaker } from '../fixtures/people.ts'

/** What every Inbox guarantees of what people choose: settings and blocks. */
export function choicesContract(open: () => Inbox): void {
  const inbox = open()
  const view = () => {
    const each = newView(inbox)
    const { ada, conversation } = each
    return {
      ...each,
      choose: (choice: Choice, now = NOW) => inbox.choose(ada, conversation, choice, now),
      block: () => inbox.block(ada, conversation, NOW),
      unblock: (seq: number) => inbox.unblock(ada, conversation, seq, NOW),
    }
  }

  describe('choose', () => {
    it('keeps what was chosen, leaves what was not, and takes back', async () => {
      const { choose, row } = view()
      const first = await choose({
        mutedUntil: NOW + 9,
        archived: true,
        draft: '\u{1f600}',
        markedUnread: true,
      })
      expect(first.settings).toEqual({
        version: 1,
        mutedUntil: NOW + 9,
        archived: true,
        draft: '\u{1f600}',
        markedUnread: true,
      })
      const second = await choose({ mutedUntil: null, draft: null, markedUnread: false })
      expect(second.settings).toEqual({ version: 2, archived: true })
      expect(await row()).toEqual(second)
    })

    it('keeps a conversation on top since it was first put there', async () => {
      const { choose } = view()
      await choose({ pinned: true }, NOW + 1)
      expect((await choose({ pinned: true }, NOW + 2)).settings).toEqual({ version: 2, pinnedAt: NOW + 1 })
      expect((await choose({ pinned: false }, NOW + 3)).settings).toEqual({ version: 3 })
      expect((await choose({ pinned: true }, NOW + 4)).settings).toEqual({ version: 4, pinnedAt: NOW + 4 })
    })

    it('loses nothing that several devices choose at once, and gives each its version', async () => {
      const { ada, conversation, row } = view()
      const choices: Choice[] = [{ archived: true }, { pinned: true }, { draft: 'x' }, { markedUnread: true }]
      const rows = await Promise.all(
        choices.map((choice) => inbox.choose(newSpeaker(ada.user), conversation, choice, NOW)),
      )
      expect(rows.map(({ settings }) => settings.version).sort()).toEqual([1, 2, 3, 4])
      const { settings } = await row()
      expect(settings).toEqual({ version: 4, archived: true, pinnedAt: NOW, draft: 'x', markedUnread: true })
    })

    it('clears up to a position, only forward, and shows no preview of what was cleared', async () => {
      const { choose, came, row } = view()
      await came(3)
      const cleared = await choose({ clearedUpTo: 3 })
      expect(cleared.settings.clearedUpTo).toBe(3)
      expect(cleared).not.toHaveProperty('preview')
      expect(cleared).not.toHaveProperty('from')
      expect(await choose({ clearedUpTo: 2 })).toMatchObject({ settings: { clearedUpTo: 3 } })
      await choose({ clearedUpTo: 5 })
      await came(4)
      await came(5)
      expect(await row()).not.toHaveProperty('preview')
      await came(6)
      expect(await row()).toMatchObject({ preview: 'text 6', shows: 6, head: { seq: 6 } })
    })

    it('is nobody else’s, and of no other conversation', async () => {
      const { ada, ben, conversation, choose } = view()
      const other = newPair().conversation
      await choose({ archived: true })
      expect(await inbox.row(ben.user, conversation)).toBeUndefined()
      expect(await inbox.row(ada.user, other)).toBeUndefined()
    })
  })

  describe('block', () => {
    it('hides from the head of the row on what the other one writes, and says so', async () => {
      const { block, came, row } = view()
      await came(2)
      expect(await block()).toMatchObject({ hidden: [{ after: 2 }], settings: { version: 1 } })
      const before = await row()
      expect(await came(3, { mentions: [3] })).toBe(false)
      expect(await row()).toEqual({ ...before, skip: [3] })
    })

    it('is once, however often', async () => {
      const { block, came, row } = view()
      await came(2)
      await Promise.all([block(), block(), block()])
      await came(3)
      await block()
      expect(await row()).toMatchObject({ hidden: [{ after: 2 }], settings: { version: 1 } })
    })

    it('may come before anything was written', async () => {
      const { block, came, row } = view()
      expect(await block()).toMatchObject({ hidden: [{ after: 0 }], head: { seq: 0 } })
      expect(await came(1)).toBe(false)
      expect(await row()).toMatchObject({ head: { seq: 0 }, at: 0 })
      expect(await row()).not.toHaveProperty('preview')
    })

    it('leaves what one writes oneself to be heard', async () => {
      const { block, came, wrote, row } = view()
      await block()
      await came(1)
      expect(await wrote(2)).toBe(true)
      expect(await row()).toMatchObject({ head: { seq: 2, n: 2 }, preview: 'text 2', skip: [1, 2] })
    })

    it('leaves what one does oneself, and what one wrote before what is hidden', async () => {
      const { ada, block, came, row, shows } = view()
      await block()
      const reaction = { shows: undefined, others: [] }
      expect(await came(2, { ...reaction, head: { seq: 2, n: 1 }, ownFrom: 2 })).toBe(true)
      expect(await row()).toMatchObject({ head: { seq: 2, n: 1 } })
      const mixed = { head: { seq: 4, n: 2 }, shows: shows(3, ada), own: [3], others: [] }
      expect(await came(4, mixed)).toBe(false)
      expect(await row()).toMatchObject({ head: { seq: 4, n: 2 }, preview: 'text 3', from: ada.user })
    })

    it('hides no part of a message: neither reactions, nor corrections of what was shown before', async () => {
      const { block, came, row } = view()
      await came(1)
      await block()
      const before = await row()
      const told = { head: { seq: 2, n: 1 }, shows: undefined, others: [] }
      expect(await came(2, { ...told, corrects: [{ seq: 1, preview: 'edited' }] })).toBe(false)
      expect(await came(2, told)).toBe(false)
      expect(await row()).toEqual(before)
    })

    it('hides what arrives while it is being made, or it does not: never a part of it', async () => {
      for (let round = 0; round < 10; round++) {
        const { block, came, row } = view()
        const [isHeard] = await Promise.all([came(1), block()])
        const { hidden, skip, head } = await row()
        expect({ hidden, skip, head: head.seq }).toEqual(
          isHeard
            ? { hidden: [{ after: 1 }], skip: [], head: 1 }
            : { hidden: [{ after: 0 }], skip: [1], head: 0 },
        )
      }
    })
  })

  describe('unblock', () => {
    it('leaves unheard what stands up to a position, also what comes late, and lets in what follows', async () => {
      const { block, unblock, came, row } = view()
      await came(1)
      await block()
      await came(2)
      const ended = { hidden: [{ after: 1, until: 3 }], settings: { version: 2 } }
      expect(await unblock(3)).toMatchObject(ended)
      expect(await unblock(9)).toMatchObject(ended)
      expect(await came(3)).toBe(false)
      expect(await row()).toMatchObject({ head: { seq: 1 }, preview: 'text 1' })
      expect(await came(4)).toBe(true)
      expect(await row()).toMatchObject({ head: { seq: 4, n: 4 }, preview: 'text 4', skip: [2, 3] })
    })

    it('leaves no trace when nothing came', async () => {
      const { block, unblock, came } = view()
      await came(1)
      await block()
      expect(await unblock(1)).toMatchObject({ hidden: [], settings: { version: 2 } })
    })

    it('may be followed by another block', async () => {
      const { block, unblock, came, row } = view()
      await block()
      await unblock(2)
      await came(3)
      await block()
      expect(await came(2)).toBe(false)
      expect(await came(4)).toBe(false)
      expect(await row()).toMatchObject({
        hidden: [{ after: 0, until: 2 }, { after: 3 }],
        skip: [2, 4],
        head: { seq: 3 },
      })
    })

    it('says that something is hidden of news that reach over its end', async () => {
      const { block, unblock, came, row } = view()
      await block()
      await unblock(1)
      expect(await came(2, { others: [1, 2] })).toBe(false)
      expect(await row()).toMatchObject({ head: { seq: 2, n: 2 }, preview: 'text 2', skip: [1] })
    })
  })
}
