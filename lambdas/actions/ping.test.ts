import { expect, it, vi } from 'vitest'
import { captureConsole } from '../../test/fixtures/console.ts'
import { newConnection, newSpeaker } from '../../test/fixtures/people.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import { ping } from './ping.ts'

const printed = captureConsole()

async function scene() {
  const world = newWorld()
  const speaker = newSpeaker()
  const connection = await world.connect(speaker)
  const context = { ...world, connection, speaker: async () => speaker }
  return {
    world,
    speaker,
    connection,
    context,
    say: (from = connection) => ping({ action: 'ping', id: 'p' }, { ...context, connection: from }),
    beat: (using: Partial<typeof context> = {}) =>
      ping({ action: 'ping', id: 'p', active: true }, { ...context, ...using }),
    seen: async () => (await world.presences.of([speaker.user])).get(speaker.user),
  }
}

it('tells the time, and whether something was missed: once', async () => {
  const { world, connection, say } = await scene()
  expect(await say()).toEqual({ at: world.clock.now, resync: false })
  await world.sockets.miss(connection)
  expect(await say()).toEqual({ at: world.clock.now, resync: true })
  expect(await say()).toEqual({ at: world.clock.now, resync: false })
})

it('tells a socket that is no longer registered that it is nobody’s', async () => {
  const { world, connection, say, beat, seen } = await scene()
  await world.sockets.drop(connection)
  await expect(say()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  await expect(say(newConnection())).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  await expect(beat()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  expect(await seen()).toBeUndefined()
})

it('says that its user has the app in use, if it does', async () => {
  const { world, say, beat, seen } = await scene()
  await say()
  expect(await seen()).toBeUndefined()
  expect(await beat()).toEqual({ at: world.clock.now, resync: false })
  expect(await seen()).toEqual({ seen: world.clock.now, isOnline: true })
  expect(world.looks.take()).toEqual([])
})

it('has somebody who is watched looked at later', async () => {
  const { world, speaker, beat } = await scene()
  const { now } = world.clock
  const watcher = { user: newSpeaker().user, connection: newConnection() }
  await world.presences.watch(watcher, [speaker.user], now + 900_000, now)
  await beat()
  expect(world.looks.take()).toEqual([{ user: speaker.user, at: now + 41_000 }])
})

it('answers though the heartbeat failed, and the next one mends it', async () => {
  const { world, speaker, beat } = await scene()
  const { now } = world.clock
  const watcher = { user: newSpeaker().user, connection: newConnection() }
  await world.presences.watch(watcher, [speaker.user], now + 900_000, now)
  const send = vi.fn(() => Promise.reject(new Error('SQS is away')))
  expect(await beat({ looks: { ...world.looks, send } })).toEqual({ at: now, resync: false })
  expect(send).toHaveBeenCalledOnce()
  expect(printed().join()).toContain('fault')
  for (let passed = 10_000; passed <= 50_000; passed += 10_000) {
    world.clock.now = now + passed
    await beat()
  }
  expect(world.looks.take()).toEqual([{ user: speaker.user, at: now + 91_000 }])
})
