import { Refusal } from '@parley/protocol/errors'
import { expect, test, vi } from 'vitest'
import { type Device, fakeWorld, pass, settle } from '../test/harness.ts'
import type { Presence, UserId } from './index.ts'
import { defaultPlatform } from './platform.ts'
import { Presences } from './presences.ts'
import { DEFAULT_TIMING } from './timing.ts'

const world = fakeWorld()
const idOf = (handle: string) => world.backend.person(handle).user as UserId
const watched = () => world.backend.people.watches.map(({ users }) => users)
const turn = async (...args: Parameters<typeof world.backend.people.turn>) => {
  world.backend.people.turn(...args)
  await settle()
}

function hear({ chat }: Device): Presence[] {
  const heard: Presence[] = []
  chat.on('presence', (presence) => heard.push(presence))
  return heard
}

test('who is watched is heard of when it comes and goes, until it is watched no longer', async () => {
  const alice = await world.online('alice')
  const heard = hear(alice)
  const bob = idOf('bob')
  const stop = alice.chat.watch([bob])
  await settle()
  expect(alice.chat.presence(bob)).toEqual({ user: bob })
  await turn('bob', true, 1_000)
  await turn('bob', false, 2_000)
  expect(heard).toEqual([
    { user: bob, online: true, seen: 1_000 },
    { user: bob, online: false, seen: 2_000 },
  ])
  stop()
  stop()
  await turn('bob', true, 3_000)
  expect(heard).toHaveLength(2)
  expect(watched()).toEqual([[bob], []])
})

test('watches add up to one frame each time, of which the newest hundred people count', async () => {
  const alice = await world.online('alice')
  const people = Array.from({ length: 120 }, (_, number) => idOf(`person${number}`))
  const stops = people.map((user) => alice.chat.watch([user, people[0]!]))
  await settle()
  expect(watched()).toHaveLength(1)
  expect(watched()[0]).toHaveLength(100)
  expect(watched()[0]).toEqual(expect.arrayContaining([people[119], people[0], people[21]]))
  expect(watched()[0]).not.toContain(people[20])
  for (const stop of stops.slice(5)) stop()
  await settle()
  expect(watched()).toHaveLength(2)
  expect(new Set(watched()[1])).toEqual(new Set(people.slice(0, 5)))
  alice.chat.watch([people[3]!])
  await settle()
  expect(watched()).toHaveLength(2) // nobody new
})

test('of two the one seen later holds, then the one that is offline', async () => {
  const alice = await world.online('alice')
  const bob = idOf('bob')
  alice.chat.watch([bob])
  await settle()
  const heard = hear(alice)
  await turn('bob', true, 2_000)
  await turn('bob', false, 1_000) // late
  expect(alice.chat.presence(bob).online).toBe(true)
  await turn('bob', false, 2_000)
  await turn('bob', true, 2_000) // late
  expect(alice.chat.presence(bob)).toEqual({ user: bob, online: false, seen: 2_000 })
  expect(heard.map(({ online }) => online)).toEqual([true, false])
})

test('who comes online while it is asked who is, is online, whichever is heard first', async () => {
  const bob = 'b'.repeat(25) as UserId
  const answer = Promise.withResolvers<{ presence: { user: string }[]; until: number }>()
  const heard: Presence[] = []
  const presences = new Presences(defaultPlatform, DEFAULT_TIMING, {
    isOnline: () => true,
    now: () => 0,
    watch: () => answer.promise,
    fetch: async () => ({ presence: [] }),
    onChange: (presence) => heard.push(presence),
    onError: (error) => expect.unreachable(error.message),
  })
  presences.watch([bob])
  await Promise.resolve()
  presences.hear([{ user: bob, online: true, seen: 1_000 }])
  // Read before that, when he had never been seen.
  answer.resolve({ presence: [{ user: bob }], until: 60_000 })
  await vi.waitFor(() => expect(heard.at(-1)).toEqual({ user: bob, online: true, seen: 1_000 }))
  presences.stop()
})

test('nobody is shown online while disconnected; connected again, it is as it is by then', async () => {
  const alice = await world.online('alice')
  const [bob, carol] = [idOf('bob'), idOf('carol')]
  alice.chat.watch([bob, carol])
  await settle()
  await turn('bob', true, 1_000)
  await turn('carol', true, 1_000)
  const heard = hear(alice)
  alice.network.isDown = true
  alice.network.cut()
  await settle()
  expect(alice.chat.presence(bob)).toEqual({ user: bob, seen: 1_000 })
  world.backend.people.turn('carol', false, 5_000)
  alice.network.isDown = false
  await pass(60_000)
  expect(watched()).toEqual([
    [bob, carol],
    [bob, carol],
  ])
  expect(heard).toEqual([
    { user: bob, seen: 1_000 },
    { user: carol, seen: 1_000 },
    { user: bob, online: true, seen: 1_000 },
    { user: carol, online: false, seen: 5_000 },
  ])
})

test('watching is asked for again before it runs out, and goes on', async () => {
  const alice = await world.online('alice')
  const bob = idOf('bob')
  alice.chat.watch([bob])
  await pass(60 * 60_000)
  expect(watched().length).toBeGreaterThanOrEqual(4)
  expect(watched().length).toBeLessThan(7)
  await turn('bob', true)
  expect(alice.chat.presence(bob).online).toBe(true)
})

test('what is watched while disconnected, or refused for a while, is watched in the end', async () => {
  const alice = await world.device('alice')
  const bob = idOf('bob')
  await turn('bob', true, 1_000)
  alice.chat.watch([bob])
  world.backend.refusals.push({ name: 'watch', refusal: new Refusal('RATE_LIMITED', undefined, 2_000) })
  await alice.chat.connect()
  await pass(5_000)
  expect(alice.chat.presence(bob)).toEqual({ user: bob, online: true, seen: 1_000 })
})

test('a server that does not know watching is not asked over and over', async () => {
  const alice = await world.online('alice')
  world.backend.refusals.push({ name: 'watch', refusal: new Refusal('UNSUPPORTED') })
  alice.chat.watch([idOf('bob')])
  await pass(10 * 60_000)
  expect([watched(), alice.heard.errors]).toEqual([[], ['UNSUPPORTED']])
})

test('people who are not watched can be asked about, any number of them; who hides it shows nothing', async () => {
  const alice = await world.online('alice')
  const heard = hear(alice)
  const people = Array.from({ length: 150 }, (_, number) => `person${number}`)
  for (const one of people) await turn(one, true, 1_000)
  world.backend.people.set(idOf('person7'), { lastSeen: 'nobody' })
  const found = await alice.chat.fetchPresence(people.map(idOf))
  expect(found).toHaveLength(150)
  expect(found[6]).toEqual({ user: idOf('person6'), online: true, seen: 1_000 })
  expect(found[7]).toEqual({ user: idOf('person7') })
  // Nobody would tell this device when it goes.
  expect(alice.chat.presence(idOf('person6'))).toEqual({ user: idOf('person6'), seen: 1_000 })
  expect(heard).toEqual([])
})
