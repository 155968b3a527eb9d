import { expect, test } from 'vitest'
import { fakeWorld, pass, settle } from '../test/harness.ts'
import { Heartbeat } from './heartbeat.ts'
import { DEFAULT_TIMING } from './timing.ts'

const world = fakeWorld()
const beats = () => world.backend.people.beats.length

test('an app in use says so at once, and as often as the deployment wants; then no more', async () => {
  const alice = await world.online('alice')
  await pass(60_000)
  expect(beats()).toBe(0)
  alice.chat.setActive(true)
  await settle()
  expect(beats()).toBe(1)
  alice.chat.setActive(true)
  await pass(20_000)
  expect(beats()).toBe(5)
  alice.chat.setActive(false)
  await pass(60_000)
  expect(beats()).toBe(5)
  alice.chat.setActive(true)
  await settle()
  expect(beats()).toBe(6)
  alice.chat.setActive(false)
  alice.chat.setActive(true)
  await settle()
  expect(beats()).toBe(7)
})

test('it says so with each new connection as soon as that is open, also if it was in use before', async () => {
  world.backend.people.times.heartbeat = 45_000
  const alice = await world.device('alice')
  alice.chat.setActive(true)
  await alice.chat.connect()
  await settle()
  expect(beats()).toBe(1)
  // Between two heartbeats the socket is looked after as ever.
  alice.network.isHalfOpen = true
  await pass(DEFAULT_TIMING.heartbeatMs + DEFAULT_TIMING.replyMs)
  alice.network.isHalfOpen = false
  await pass(4_000)
  expect([alice.network.opened.length, beats()]).toEqual([2, 1])
  await pass(2_000)
  expect(beats()).toBe(2)
})

test('a deployment without presence hears nothing of it', async () => {
  world.backend.people.times.heartbeat = 0
  const alice = await world.online('alice')
  alice.chat.setActive(true)
  await pass(120_000)
  expect(beats()).toBe(0)
})

test('what the platform finds out holds until the app says it itself', async () => {
  let tell = (_: boolean) => {}
  let isStopped = false
  const onActive = (told: typeof tell) => {
    tell = told
    told(true)
    return () => {
      isStopped = true
    }
  }
  const alice = await world.online('alice', { platform: { onActive } })
  await settle()
  expect(beats()).toBe(1)
  tell(false)
  await pass(60_000)
  expect(beats()).toBe(1)
  alice.chat.setActive(false)
  tell(true)
  await pass(60_000)
  expect(beats()).toBe(1)
  await alice.chat.close()
  expect(isStopped).toBe(true)
})

test('a clock that is set back does not put a heartbeat off', () => {
  const heartbeat = new Heartbeat()
  heartbeat.every = 5_000
  expect(heartbeat.become(true)).toBe(true)
  heartbeat.heard(10_000_000)
  expect(heartbeat.dueIn(10_002_000)).toBe(3_000)
  expect(heartbeat.dueIn(6_400_000)).toBe(0)
})
