import { expect, it } from 'vitest'
import { captureConsole } from '../../test/fixtures/console.ts'
import { newGroup, newLog, positionsHeard } from '../../test/fixtures/log.ts'
import { newWorld, type World } from '../../test/fixtures/world.ts'
import type { GivenUp, GivenUpRecord, StreamRange } from '../ports.ts'
import { replay } from './replay.ts'

const printed = captureConsole()
const SECRET = 'a text that belongs in no log'
const RANGE: StreamRange = { stream: 'stream', shard: 'shard', first: '1', last: '9' }

/** Ada wrote three messages; Ben listens, and fan-out gave up on all of them. */
async function scene() {
  const world = newWorld()
  const { ada, ben, conversation } = await world.newPair()
  const log = newLog(world, conversation)
  for (const text of ['one', SECRET, 'three']) await log.write(ada, text)
  const sockets = { ada: await world.connect(ada), ben: await world.connect(ben) }
  const told = async () => (await world.inbox.row(ada.user, conversation))?.undelivered
  const event = (seq: number) => ({ event: 'undelivered', conversation, seq })
  return { world: replaying(world, log.entries), ada, ben, conversation, log, sockets, told, event }
}

const replaying = (world: World, records: readonly GivenUpRecord[]) => {
  const givenUp: GivenUp = { read: async (range) => (range === RANGE ? [...records] : []) }
  return { ...world, givenUp }
}

/** A log from which the entry at a position can no longer be read. */
const poisoned = <W extends World>(world: W, poison: number): W => ({
  ...world,
  log: {
    ...world.log,
    at: (positions) =>
      positions.some(({ seq }) => seq === poison)
        ? Promise.reject(new Error(SECRET))
        : world.log.at(positions),
  },
})

it('delivers what was given up on, and nobody hears of the trouble', async () => {
  const { world, ada, conversation, sockets, told } = await scene()
  await replay(RANGE, true, world)
  expect(positionsHeard(world, sockets.ben)).toEqual([1, 2, 3])
  expect(await world.inbox.row(ada.user, conversation)).toMatchObject({ head: { seq: 3, n: 3 } })
  expect(await told()).toEqual([])
  expect(world.eventsOf(sockets.ada)).toEqual([])
})

it('lets one that always fails hold up no other, and tells nobody while it will be tried again', async () => {
  const { world, sockets, told } = await scene()
  await expect(replay(RANGE, false, poisoned(world, 2))).rejects.toThrow('1 entries')
  expect(positionsHeard(world, sockets.ben)).toEqual([1, 3])
  expect(await told()).toEqual([])
  expect(world.eventsOf(sockets.ada)).toEqual([])
})

it('tells its author in the end, in the inbox and on every socket, and still fails, for a person to look', async () => {
  const { world, sockets, told, event } = await scene()
  for (let again = 0; again < 2; again++)
    await expect(replay(RANGE, true, poisoned(world, 2))).rejects.toThrow('1 entries')
  expect(await told()).toEqual([2])
  expect(world.eventsOf(sockets.ada)).toEqual([event(2), event(2)])
  expect(world.eventsOf(sockets.ben).some((said) => said.event === 'undelivered')).toBe(false)
  expect(printed().join()).not.toContain(SECRET)
  expect(printed()).not.toEqual([])
})

it('tells the author of one that nobody’s row takes', async () => {
  const { world, ben, told } = await scene()
  const inbox: World['inbox'] = {
    ...world.inbox,
    advance: (user, news, now) =>
      user === ben.user ? Promise.reject(new Error(SECRET)) : world.inbox.advance(user, news, now),
  }
  await expect(replay(RANGE, true, { ...world, inbox })).rejects.toThrow('3 entries')
  expect(await told()).toEqual([1, 2, 3])
})

it('tells the author of a record that cannot be understood, if it says whose it is', async () => {
  const { world, ada, conversation, told, event, sockets } = await scene()
  const records = [{ conversation, from: ada.user }, {}, { conversation, seq: 2, from: ada.user }]
  await expect(replay(RANGE, true, poisoned(replaying(world, records), 2))).rejects.toThrow('3 entries')
  expect(await told()).toEqual([2])
  expect(world.eventsOf(sockets.ada)).toEqual([event(2)])
})

it('delivers a message that was deleted since as deleted, and one that has vanished not at all', async () => {
  const { world, ada, ben, conversation, log, sockets } = await scene()
  const deletion = { ...log.entries[2]!, seq: 4, body: { kind: 'deletion', target: 2 } as const }
  await world.log.place(deletion, { amended: [{ seq: 2, deleted: true, digest: 'digest' }] })
  const records = [log.entries[1]!, { conversation, seq: 77, from: ada.user }]
  await replay(RANGE, true, replaying(world, records))
  expect(JSON.stringify(world.eventsOf(sockets.ben))).not.toContain(SECRET)
  expect(await world.inbox.row(ben.user, conversation)).toMatchObject({ preview: '' })
})

it('goes by the conversation as it is now, whatever is remembered of it', async () => {
  const world = newWorld()
  const { conversation, owner, members, entries, change } = await newGroup(world, 1)
  await world.known.now(conversation)
  await change(owner, { type: 'settings', settings: { title: 'Divers' } })
  await replay(RANGE, true, replaying(world, [entries[0]!]))
  expect(await world.inbox.row(members[0]!.user, conversation)).toMatchObject({ title: 'Divers' })
})

it('fails when the stream no longer has the records', async () => {
  const { world } = await scene()
  const givenUp = { read: () => Promise.reject(new Error('trimmed')) }
  await expect(replay(RANGE, true, { ...world, givenUp })).rejects.toThrow('trimmed')
})
