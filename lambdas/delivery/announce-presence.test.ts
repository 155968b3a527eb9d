import { WATCH_LIFE_MS } from '@parley/protocol'
import { expect, it } from 'vitest'
import { captureConsole } from '../../test/fixtures/console.ts'
import { newConnection, newSpeaker } from '../../test/fixtures/people.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import type { Speaker } from '../ports.ts'
import { announcePresence } from './announce-presence.ts'

const printed = captureConsole()

async function scene() {
  const world = newWorld()
  const [ada, ben, eve] = [newSpeaker(), newSpeaker(), newSpeaker()]
  const { now } = world.clock
  async function watching(who: Speaker) {
    const connection = await world.connect(who)
    await world.presences.watch({ user: who.user, connection }, [ada.user], now + WATCH_LIFE_MS, now)
    return connection
  }
  const sockets = {
    ben: await watching(ben),
    tablet: await watching(newSpeaker(ben.user)),
    eve: await watching(eve),
  }
  const frame = { event: 'presence', user: ada.user, online: false, seen: now }
  return {
    world,
    ada,
    ben,
    eve,
    sockets,
    frame,
    announce: (using: Partial<typeof world> = {}) =>
      announcePresence(
        { type: 'turn', user: ada.user, seen: { seen: now, isOnline: false } },
        { ...world, ...using },
      ),
    async watchers() {
      const found = []
      for await (const page of world.presences.watchersOf(ada.user, world.clock.now)) found.push(...page)
      return found.map(({ connection }) => connection)
    },
  }
}

it('tells every socket that watches, and no other', async () => {
  const { world, ada, ben, sockets, frame, announce } = await scene()
  const others = [await world.connect(ada), await world.connect(newSpeaker(ben.user))]
  await announce()
  for (const connection of Object.values(sockets)) expect(world.eventsOf(connection)).toEqual([frame])
  for (const connection of others) expect(world.eventsOf(connection)).toEqual([])
})

it('tells nobody from whom it was hidden meanwhile, and nobody whose time is over', async () => {
  const { world, ada, eve, sockets, frame, announce } = await scene()
  await world.settings.put(ada, { lastSeen: 'contacts' }, world.clock.now)
  await world.contacts.put(ada.user, { user: eve.user })
  await announce()
  expect(world.eventsOf(sockets.ben)).toEqual([])
  expect(world.eventsOf(sockets.eve)).toEqual([frame])
  world.clock.now += WATCH_LIFE_MS
  await announce()
  expect(world.eventsOf(sockets.eve)).toEqual([frame])
})

it('forgets a socket that is gone', async () => {
  const { world, sockets, frame, announce, watchers } = await scene()
  await world.post.close(sockets.ben)
  await announce()
  expect(await watchers()).toEqual([sockets.tablet, sockets.eve])
  expect(world.eventsOf(sockets.eve)).toEqual([frame])
})

it('notes on a socket what did not get through, and tells the others', async () => {
  const { world, sockets, frame, announce, watchers } = await scene()
  world.post.answer(sockets.ben, 'throttled')
  world.post.answer(sockets.tablet, 'fault')
  await announce()
  expect(await world.sockets.takeMissed(sockets.ben)).toBe(true)
  expect(await world.sockets.takeMissed(sockets.tablet)).toBe(true)
  expect(await world.sockets.takeMissed(sockets.eve)).toBe(false)
  expect(world.eventsOf(sockets.eve)).toEqual([frame])
  expect(await watchers()).toHaveLength(3)
  expect(printed().join()).toContain('fault')
})

it('fails, to be done again, when not even that can be noted; the others are told', async () => {
  const { world, sockets, frame, announce } = await scene()
  world.post.answer(sockets.ben, 'throttled')
  const miss = () => Promise.reject(new Error('the table is away'))
  await expect(announce({ sockets: { ...world.sockets, miss } })).rejects.toThrow('the table is away')
  expect(world.eventsOf(sockets.eve)).toEqual([frame])
})

it('tells whoever is on a later page though one before failed', async () => {
  const { world, eve, sockets, frame, announce } = await scene()
  const gone = { user: newSpeaker().user, connection: newConnection() }
  const watchers = {
    async *watchersOf() {
      yield [gone]
      yield [{ user: eve.user, connection: sockets.eve }]
    },
    unwatch: () => Promise.reject(new Error('the table is away')),
  }
  await expect(announce({ watchers } as never)).rejects.toThrow('the table is away')
  expect(world.eventsOf(sockets.eve)).toEqual([frame])
})
