import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { newHandle, newUser } from '../test/fixtures/people.ts'
import { newWorld } from '../test/fixtures/world.ts'
import { ACCOUNT_STANDS_MS, deletedPeople } from './deleted-people.ts'

async function scene() {
  const world = newWorld()
  const user = newUser()
  await world.profiles.claim({ user, handle: newHandle(), name: 'Ada' })
  let looks = 0
  const of: typeof world.profiles.of = (...asked) => {
    looks++
    return world.profiles.of(...asked)
  }
  const isDeleted = deletedPeople({ of }, world.now)
  /** Asks, and lets the look that this may begin come to its end. */
  const ask = async () => {
    const answer = isDeleted(user)
    await sleep(5)
    return answer
  }
  return { world, user, ask, looks: () => looks }
}

it('notices after a while that an account was deleted, looking once in between, and never forgets it', async () => {
  const { world, user, ask, looks } = await scene()
  expect(await ask()).toBe(false)
  await world.profiles.bury(user)
  world.clock.now += ACCOUNT_STANDS_MS - 1
  expect([await ask(), looks()]).toEqual([false, 1])
  world.clock.now += 1
  expect([await ask(), await ask(), looks()]).toEqual([false, true, 2])
  world.clock.now += 100 * ACCOUNT_STANDS_MS
  expect([await ask(), looks()]).toEqual([true, 2])
})

it('answers at once, and is told of no fault', async () => {
  const { world, user } = await scene()
  const failing = { of: () => Promise.reject(new Error('the table is away')) }
  const isDeleted = deletedPeople(failing, world.now)
  expect([isDeleted(user), isDeleted(user)]).toEqual([false, false])
  await sleep(5)
})

it('takes who has no profile for nobody who was deleted', async () => {
  const isDeleted = deletedPeople(newWorld().profiles, () => 0)
  const user = newUser()
  expect(isDeleted(user)).toBe(false)
  await sleep(5)
  expect(isDeleted(user)).toBe(false)
})
