import { expect, it } from 'vitest'
import { newConnection, newUser } from '../../test/fixtures/people.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import type { Look } from '../ports.ts'
import { lookAtPerson } from './look.ts'

/** Somebody who is online and watched, and the first look at it, which is due now. */
async function scene() {
  const world = newWorld()
  const user = newUser()
  const start = world.clock.now
  await world.presences.watch(
    { user: newUser(), connection: newConnection() },
    [user],
    start + 900_000,
    start,
  )
  const { look } = await world.presences.beat(user, start)
  world.clock.now = look!
  return {
    world,
    user,
    start,
    first: { user, at: look! },
    come: (look: Look, { isRepeated = false } = {}) => lookAtPerson(look, isRepeated, world),
    seen: async () => (await world.presences.of([user])).get(user),
  }
}

it('finds that somebody has gone, and does not look again', async () => {
  const { world, first, come, seen, start } = await scene()
  await come(first)
  expect(await seen()).toEqual({ seen: start, isOnline: false })
  expect(world.looks.take()).toEqual([])
})

it('looks again while there is somebody to look at', async () => {
  const { world, user, first, come, seen } = await scene()
  await world.presences.beat(user, first.at - 2_000)
  await come(first)
  expect(await seen()).toEqual({ seen: first.at - 2_000, isOnline: true })
  expect(world.looks.take()).toEqual([{ user, at: first.at + 39_000 }])
})

it('changes nothing when it comes twice, or late', async () => {
  const { world, user, first, come } = await scene()
  await world.presences.beat(user, first.at - 2_000)
  await come(first)
  const [next] = world.looks.take()
  await come(first)
  await come({ user, at: first.at - 1 })
  world.clock.now = next!.at
  await come(first)
  expect(world.looks.take()).toEqual([])
})

it('sends the next look again if it may have died before it could; which is done once', async () => {
  const { world, user, first, come, seen } = await scene()
  await world.presences.beat(user, first.at - 2_000)
  const failing = { ...world, looks: { send: () => Promise.reject(new Error('SQS is away')) } }
  await expect(lookAtPerson(first, false, failing)).rejects.toThrow('SQS is away')
  for (const _ of [1, 2]) await come(first, { isRepeated: true })
  const next = { user, at: first.at + 39_000 }
  expect(world.looks.take()).toEqual([next, next])
  await world.presences.beat(user, next.at)
  world.clock.now = next.at
  for (const _ of [1, 2]) await come(next)
  expect(world.looks.take()).toEqual([{ user, at: next.at + 41_000 }])
  expect(await seen()).toMatchObject({ isOnline: true })
})
