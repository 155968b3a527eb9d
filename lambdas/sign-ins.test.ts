import { expect, it } from 'vitest'
import { newSpeaker } from '../test/fixtures/people.ts'
import { newWorld } from '../test/fixtures/world.ts'
import { knownSignIns, SIGN_IN_IS_GOOD_MS } from './sign-ins.ts'

function scene() {
  const world = newWorld()
  const ada = newSpeaker()
  let asked = 0
  const isVoid: typeof world.sockets.isVoid = (...which) => {
    asked++
    return world.sockets.isVoid(...which)
  }
  const mustBeGood = knownSignIns({ isVoid }, world.now)
  return {
    world,
    ada,
    mustBeGood: (at: number, isGrave?: boolean) => mustBeGood(ada.user, at, isGrave),
    asked: () => asked,
  }
}

it('lets a good sign-in pass, and looks again after a while only', async () => {
  const { world, mustBeGood, asked } = scene()
  const signedInAt = world.clock.now
  await mustBeGood(signedInAt)
  world.clock.now += SIGN_IN_IS_GOOD_MS - 1
  await mustBeGood(signedInAt)
  expect(asked()).toBe(1)
  world.clock.now += 1
  await mustBeGood(signedInAt)
  expect(asked()).toBe(2)
})

it('refuses a sign-in that was ended, at the latest when it looks again; and none that came after', async () => {
  const { world, ada, mustBeGood } = scene()
  const signedInAt = world.clock.now
  await mustBeGood(signedInAt)
  world.clock.now += 1_000
  await world.sockets.banishAll(ada.user, undefined, world.clock.now)
  await mustBeGood(world.clock.now + 1)
  world.clock.now += SIGN_IN_IS_GOOD_MS
  for (let times = 0; times < 2; times++) {
    await expect(mustBeGood(signedInAt)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  }
})

it('looks at once for what cannot be undone', async () => {
  const { world, ada, mustBeGood } = scene()
  const signedInAt = world.clock.now
  await mustBeGood(signedInAt, true)
  await mustBeGood(signedInAt)
  await world.sockets.banishAll(ada.user, undefined, world.clock.now + 1)
  await mustBeGood(signedInAt)
  await expect(mustBeGood(signedInAt, true)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
})
