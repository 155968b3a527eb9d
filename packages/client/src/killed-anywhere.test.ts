import { describe, expect, test } from 'vitest'
import { type Device, fakeWorld, pass } from '../test/harness.ts'
import { mortal, newLife } from '../test/mortal.ts'
import { type Conversation, memoryStorage } from './index.ts'

const world = fakeWorld()
const LONG = 'long '.repeat(2_000)
/** What follows takes fewer of either, so that the last death comes when all is done. */
const DEATHS = Array.from({ length: 40 }, (_, count) => count)

/** The next client on the storage of one that died, and whether that had come to the end. */
type Lives = { after: Device; isThrough: boolean }

async function killed(
  kind: 'writes' | 'frames',
  count: number,
  does: (withBob: Conversation) => void,
): Promise<Lives> {
  world.backend.say('bob', 'alice', 'said by bob')
  const storage = memoryStorage()
  const life = newLife()
  const before = await world.online('alice', { storage: mortal(storage, life) })
  const withBob = await before.chat.openDirect('bob')
  await withBob.send('said by alice').acked
  await pass(5_000)
  let frames = kind === 'frames' ? count : Number.POSITIVE_INFINITY
  if (kind === 'writes') life.writes = count
  before.network.passes = (_, come) => {
    life.isOver ||= --frames < 0
    if (!life.isOver) come()
  }
  before.network.delays = () => (life.isOver ? new Promise(() => {}) : undefined)
  before.network.refuses = () => life.isOver
  does(withBob)
  await pass(5_000)
  const isThrough = !life.isOver
  life.isOver = true
  await before.chat.close().catch(() => {})
  const after = await world.online('alice', { storage, signedIn: false })
  await pass(60_000)
  return { after, isThrough }
}

describe.each(['writes', 'frames'] as const)('a client that is killed between any two %s', (kind) => {
  test.each(DEATHS)(
    '(%i) sends what it has kept once, in order, and forgets nothing of it',
    async (count) => {
      const { after, isThrough } = await killed(kind, count, (chat) => {
        const [theirs, mine] = chat.messages
        chat.send('one')
        chat.edit(mine!, 'said better')
        chat.react(theirs!, '👍')
        chat.send(LONG)
        chat.markRead()
        chat.star(theirs!).catch(() => {})
        chat.send('two')
        chat.saveDraft('half')
      })
      const chat = await after.chat.openDirect('bob')
      while (chat.more) await chat.history()
      const log = world.backend.logs.get(chat.id)!
      const deeds = log.slice(2).map(({ kind, text = '' }) => `${kind} ${text}`.trim())
      const all = ['text one', 'edit said better', 'reaction', 'long-text', 'text two']
      expect(deeds).toEqual(all.slice(0, deeds.length))
      expect(chat.pending).toEqual([])
      if (kind === 'frames') expect(deeds).toEqual(all)
      const said = log.filter(({ kind }) => kind === 'text' || kind === 'long-text')
      expect(chat.messages.map(({ seq, text }) => [seq, text])).toEqual(
        said.map(({ seq, text = LONG }) => [seq, text]),
      )
      expect(chat.unread).toBe(world.backend.room(chat.id).wireRow(world.backend.person('alice').user).unread)
      expect(after.heard.errors).toEqual([])
      if (count === DEATHS.at(-1)) expect(isThrough).toBe(true)
    },
  )
})
