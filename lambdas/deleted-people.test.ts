import { expect, it } from 'vitest'
import { newHandle, newUser } from '../test/fixtures/people.ts'
import { newWorld } from '../test/fixtures/world.ts'
import { ACCOUNT_STANDS_MS, deletedPeople } from './deleted-people.ts'

it('notices after a while that an account was deleted, looking once in between, and never forgets it', async () => {
  const world = newWorld()
  const user = newUser()
  await world.profiles.claim({ user, handle: newHandle(), name: 'Ada' })
  let asked = 0
  const of: typeof world.profiles.of = (users) => {
    asked++
    return world.profiles.of(users)
  }
  const isDeleted = deletedPeople({ of }, world.now)
  expect(await isDeleted(user)).toBe(false)
  await world.profiles.bury(user)
  world.clock.now += ACCOUNT_STANDS_MS - 1
  expect(await isDeleted(user)).toBe(false)
  expect(asked).toBe(1)
  world.clock.now += 1
  expect([await isDeleted(user), await isDeleted(user)]).toEqual([true, true])
})

it('takes who has no profile for nobody who was deleted', async () => {
  const world = newWorld()
  expect(await deletedPeople(world.profiles, world.now)(newUser())).toBe(false)
})
