import { type Body, directId } from '@parley/domain'
import { MARKS_PAGE_MAX } from '@parley/protocol'
import { describe, expect, it } from 'vitest'
import { ask, asking, newGroup, newPeople } from '../../test/fixtures/asking.ts'
import { newEntry } from '../../test/fixtures/people.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import type { Speaker } from '../ports.ts'
import { listMarks, putMark } from './marks.ts'
import { addMembers, removeMember } from './members.ts'

async function scene() {
  const world = newWorld()
  const [ada, ben, cat] = (await newPeople(world, 3)) as [Speaker, Speaker, Speaker]
  const conversation = directId(ada.user, ben.user)
  const place = (seq: number, body?: Body, more = {}, id = conversation) => {
    const entry = { ...newEntry(id, seq, ben), epoch: 0, busy: 0, ...more }
    return world.log.place(body ? { ...entry, body } : entry)
  }
  for (const seq of [1, 2, 3]) await place(seq)
  const mark = (
    seq: number,
    what: { starred?: boolean; hidden?: true },
    by = ada,
    id: string = conversation,
  ) => putMark(ask({ device: by.device, ...what }, { conversation: id, seq }), asking(world, by))
  const list = (after?: number, by = ada, id: string = conversation) =>
    listMarks({ path: { conversation: id }, query: { after }, body: {} }, asking(world, by))
  return { world, ada, ben, cat, conversation, place, mark, list }
}

describe('putMark', () => {
  it('stars and hides, one’s own copy only, and the row says when', async () => {
    const { world, ada, ben, conversation, mark, list } = await scene()
    const { marked } = await mark(1, { starred: true })
    expect(marked).toBeGreaterThanOrEqual(world.clock.now)
    await mark(3, { hidden: true })
    const last = await mark(1, { hidden: true })
    expect(await list()).toEqual({
      marks: [
        { seq: 1, starred: true, hidden: true },
        { seq: 3, starred: false, hidden: true },
      ],
      more: false,
    })
    expect((await world.inbox.row(ada.user, conversation))?.marked).toBe(last.marked)
    expect(last.marked).toBeGreaterThan(marked)
    expect(await list(0, ben)).toEqual({ marks: [], more: false })
  })

  it('takes a star back', async () => {
    const { mark, list } = await scene()
    await mark(1, { starred: true })
    await mark(1, { starred: false })
    expect((await list()).marks.filter(({ starred }) => starred)).toEqual([])
  })

  it('may hide what was deleted', async () => {
    const { place, mark } = await scene()
    await place(4, { kind: 'deleted' })
    await expect(mark(4, { hidden: true })).resolves.toBeDefined()
  })

  it('is refused for what is no message one can see', async () => {
    const { world, ada, cat, place, mark } = await scene()
    await place(4, { kind: 'reaction', target: 1, emoji: '+' })
    await place(5, undefined, { expires: world.clock.now })
    for (const seq of [4, 5, 6]) {
      await expect(mark(seq, { starred: true })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    }
    await expect(mark(1, { starred: true }, cat)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(mark(1, {})).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    expect((await world.marks.list(ada.user, directId(ada.user, cat.user), 0, 10)).length).toBe(0)
  })

  it('is for messages of one’s own time in a group, then and later', async () => {
    const { world, ada, ben, cat, place, mark, list } = await scene()
    const group = await newGroup(world, ada, [ben])
    await place(2, undefined, { epoch: 1 }, group)
    await addMembers(ask({ users: [cat.user] }, { conversation: group }), asking(world, ada))
    await place(4, undefined, { epoch: 3 }, group)
    await removeMember(ask({}, { conversation: group, user: cat.user }), asking(world, ada))
    await place(6, undefined, { epoch: 5 }, group)
    await mark(4, { starred: true }, cat, group)
    for (const seq of [2, 6]) {
      await expect(mark(seq, { starred: true }, cat, group)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    }
    expect((await list(0, cat, group)).marks).toEqual([{ seq: 4, starred: true, hidden: false }])
  })
})

describe('listMarks', () => {
  it('comes a page at a time', async () => {
    const { world, ada, conversation, list } = await scene()
    for (let seq = 1; seq <= MARKS_PAGE_MAX + 1; seq++) {
      await world.marks.put(ada, conversation, seq, { starred: true }, 1)
    }
    const first = await list()
    expect(first).toMatchObject({ more: true, marks: { length: MARKS_PAGE_MAX } })
    expect(await list(first.marks.at(-1)!.seq)).toEqual({
      marks: [{ seq: MARKS_PAGE_MAX + 1, starred: true, hidden: false }],
      more: false,
    })
    expect(await list(1)).toMatchObject({ more: false, marks: { length: MARKS_PAGE_MAX } })
  })

  it('is refused to a stranger', async () => {
    const { cat, list } = await scene()
    await expect(list(0, cat)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
