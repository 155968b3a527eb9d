import { WATCH_LIFE_MS } from '@parley/protocol'
import { expect, it } from 'vitest'
import { newSpeaker } from '../../test/fixtures/people.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import type { Speaker } from '../ports.ts'
import { watch } from './watch.ts'

async function scene() {
  const world = newWorld()
  const [ada, ben, eve] = [newSpeaker(), newSpeaker(), newSpeaker()]
  const connection = await world.connect(ada)
  const { now } = world.clock
  return {
    world,
    now,
    ada,
    ben,
    eve,
    connection,
    say: (...people: Speaker[]) =>
      watch(
        { action: 'watch', id: 'w', users: people.map(({ user }) => user) },
        { ...world, connection, speaker: async () => ada },
      ),
    async watchers({ user }: Speaker) {
      const found = []
      for await (const page of world.presences.watchersOf(user, world.clock.now)) found.push(...page)
      return found
    },
  }
}

it('says how it is with each once, and lets the socket hear of them for a while', async () => {
  const { world, now, ada, ben, eve, connection, say, watchers } = await scene()
  await world.presences.beat(ben.user, now)
  expect(await say(ben, eve, ben)).toEqual({
    presence: [{ user: ben.user, online: true, seen: now }, { user: eve.user }],
    until: now + WATCH_LIFE_MS,
  })
  expect(await watchers(ben)).toEqual([{ user: ada.user, connection }])
  expect(await watchers(eve)).toEqual([{ user: ada.user, connection }])
  expect(world.looks.take()).toEqual([{ user: ben.user, at: now + 41_000 }])
  world.clock.now += WATCH_LIFE_MS
  expect(await watchers(ben)).toEqual([])
})

it('says that somebody has gone whom nobody looked at', async () => {
  const { world, now, ben, say } = await scene()
  await world.presences.beat(ben.user, now)
  world.clock.now += 41_000
  expect((await say(ben)).presence).toEqual([{ user: ben.user, online: false, seen: now }])
  expect(world.looks.take()).toEqual([])
})

it('hears nothing of who hides it: as if it had never been seen', async () => {
  const { world, now, ben, eve, say, watchers } = await scene()
  await world.presences.beat(ben.user, now)
  await world.settings.put(ben, { lastSeen: 'nobody' }, now)
  expect((await say(ben, eve)).presence).toEqual([{ user: ben.user }, { user: eve.user }])
  expect(await watchers(ben)).toEqual([])
  expect(world.looks.take()).toEqual([])
})

it('hears of nobody any more whom it did not ask for again', async () => {
  const { ben, eve, say, watchers } = await scene()
  await say(ben)
  await say(eve)
  expect(await watchers(ben)).toEqual([])
  expect(await say()).toMatchObject({ presence: [] })
  expect(await watchers(eve)).toEqual([])
})
