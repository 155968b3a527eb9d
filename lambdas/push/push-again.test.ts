import { beforeEach, describe, expect, it } from 'vitest'
import { captureConsole } from '../../test/fixtures/console.ts'
import { newSpeaker } from '../../test/fixtures/people.ts'
import {
  newPushable,
  newPushing,
  pushAll,
  pushingIn,
  registered,
  shown,
} from '../../test/fixtures/pushing.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import { LEASE_MS, push } from './push.ts'

const SECRET = 'a text that belongs in no log'
const printed = captureConsole()
beforeEach(() => () => expect(printed().join()).not.toContain(SECRET))

describe('each device is pushed to once', () => {
  it('on every one that its owner has', async () => {
    const { world, ada, ben, say } = await newPushing()
    const tablet = await registered(world, newSpeaker(ben.user))
    await say(ada)
    await pushAll(world)
    expect([shown(world, ben).length, shown(world, tablet).length]).toEqual([1, 1])
  })

  it('however often the queue brings it', async () => {
    const { world, ada, ben, say } = await newPushing()
    await say(ada)
    await pushAll(world, 3)
    expect(shown(world, ben)).toHaveLength(1)
  })

  it('in whatever order: what is behind the last push shows nothing any more', async () => {
    const { world, ada, ben, say } = await newPushing()
    await say(ada, 'one')
    await say(ada, 'two')
    const [first, second] = world.pushes.take()
    await push(second!.work, world)
    await push(first!.work, world)
    expect(shown(world, ben)).toMatchObject([{ body: 'two' }])
  })

  it('side by side: one is made, and whoever finds it under way comes again until it is', async () => {
    const { world, ada, ben, say } = await newPushing()
    await say(ada)
    const { work } = world.pushes.take()[0]!
    const results = await Promise.allSettled([push(work, world), push(work, world), push(work, world)])
    expect(results.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0)
    await push(work, world)
    expect(shown(world, ben)).toHaveLength(1)
  })
})

describe('what could not be pushed', () => {
  it('is pushed when it comes again, behind the lease, and never twice', async () => {
    for (const answer of ['throttled', 'fault'] as const) {
      const { world, ada, ben, say } = await newPushing()
      await say(ada, SECRET)
      const { work } = world.pushes.take()[0]!
      world.pusher.answer(answer)
      await expect(push(work, world)).rejects.toThrow()
      expect(shown(world, ben)).toHaveLength(0)
      await expect(push(work, world)).rejects.toThrow()
      world.clock.now += LEASE_MS
      await push(work, world)
      await push(work, world)
      expect(shown(world, ben)).toHaveLength(1)
    }
    expect(printed().length).toBeGreaterThan(0)
  })

  it('holds up nobody else', async () => {
    const world = newWorld()
    const people = await Promise.all(['Ada', 'Ben', 'Cem'].map((name) => newPushable(world, name)))
    const [ada, ben, cem] = people as [(typeof people)[0], (typeof people)[0], (typeof people)[0]]
    const { change, say } = pushingIn(world, `gr_${ada.user}` as never)
    const members = [ben.user, cem.user]
    await change(ada, { type: 'created', title: 'Climbers', members, history: 'joined' })
    await say(ada)
    world.pusher.answer('throttled')
    await expect(pushAll(world)).rejects.toThrow()
    expect(shown(world, ben).length + shown(world, cem).length).toBe(1)
  })

  it('to a device whose app is gone takes that device out, and is no failure', async () => {
    const { world, ada, ben, say } = await newPushing()
    const tablet = await registered(world, newSpeaker(ben.user))
    world.pusher.disable(ben.token)
    await say(ada)
    await pushAll(world)
    expect(await world.pushEndpoints.of(ben.user)).toMatchObject([{ device: tablet.device }])
    expect(shown(world, tablet)).toHaveLength(1)
    await say(ada)
    expect(world.pushes.take().flatMap(({ work }) => work.people)).toEqual([
      { user: ben.user, devices: [tablet.device] },
    ])
  })

  it('because a read failed has taken nothing: it is pushed when it comes again', async () => {
    const { world, ada, ben, say } = await newPushing()
    await say(ada)
    const { work } = world.pushes.take()[0]!
    const badges = { of: () => Promise.reject(new Error(SECRET)) }
    await expect(push(work, { ...world, badges })).rejects.toThrow()
    await push(work, world)
    expect(shown(world, ben)).toHaveLength(1)
  })
})
