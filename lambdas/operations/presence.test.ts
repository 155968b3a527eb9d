import { expect, it } from 'vitest'
import { ask, asking } from '../../test/fixtures/asking.ts'
import { newSpeaker } from '../../test/fixtures/people.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import { getPresence } from './presence.ts'

it('says how it is with each once, and nothing of who hides it, and has nobody watched', async () => {
  const world = newWorld()
  const [ada, ben, eve, zoe] = [newSpeaker(), newSpeaker(), newSpeaker(), newSpeaker()]
  const { now } = world.clock
  for (const { user } of [ben, eve]) await world.presences.beat(user, now)
  await world.settings.put(eve, { lastSeen: 'contacts' }, now)
  const get = async () => {
    const users = [ben, eve, zoe, ben].map(({ user }) => user)
    return (await getPresence(ask({ users }), asking(world, ada))).presence
  }
  expect(await get()).toEqual([
    { user: ben.user, online: true, seen: now },
    { user: eve.user },
    { user: zoe.user },
  ])
  await world.contacts.put(eve.user, { user: ada.user })
  world.clock.now += 41_000
  expect(await get()).toEqual([
    { user: ben.user, online: false, seen: now },
    { user: eve.user, online: false, seen: now },
    { user: zoe.user },
  ])
  for await (const page of world.presences.watchersOf(ben.user, now)) expect(page).toEqual([])
})
