import { Refusal } from '@parley/protocol/errors'
import { expect, test } from 'vitest'
import { fakeWorld, pass, settle } from '../test/harness.ts'

const world = fakeWorld()
const token = { service: 'fcm', token: 'token-of-this-device' } as const
const count = (name: string) => world.backend.calls.filter((call) => call === name).length
const pushes = () => Object.fromEntries(world.backend.people.pushes)
const at = (handle: string) => `${world.backend.person(handle).user}/alice-phone`

test('the server is told where to push to, and whether it can is answered', async () => {
  const { chat } = await world.online('alice')
  expect(await chat.setPushToken(token)).toBe(true)
  expect(pushes()).toEqual({ [at('alice')]: token })
  await chat.removePushToken()
  expect(pushes()).toEqual({})
  world.backend.people.hasPush = false
  expect(await chat.setPushToken(token)).toBe(false)
})

test('a token that could not be told is kept, over a restart, and told once connected; then no more', async () => {
  const before = await world.device('alice')
  await expect(before.chat.setPushToken(token)).rejects.toMatchObject({ code: 'NOT_FOUND' }) // no device yet
  await before.chat.connect()
  await settle()
  expect(pushes()).toEqual({ [at('alice')]: token })
  before.network.isDown = true
  const other = { service: 'apns', token: 'another-token-of-it' } as const
  await expect(before.chat.setPushToken(other)).rejects.toMatchObject({ code: 'UNREACHABLE' })
  await before.chat.close()
  const after = await world.device('alice', { storage: before.storage })
  world.backend.refusals.push({ name: 'putPush', refusal: new Refusal('INTERNAL') })
  await after.chat.connect()
  await pass(5_000)
  expect(pushes()).toEqual({ [at('alice')]: other })
  const told = count('putPush')
  after.network.cut()
  await pass(60_000)
  expect([after.chat.connection, count('putPush')]).toEqual(['online', told])
})

test('that there is to be no push is kept until it is told, as well', async () => {
  const { chat, network } = await world.online('alice')
  await chat.setPushToken(token)
  network.isDown = true
  network.cut()
  await expect(chat.removePushToken()).rejects.toMatchObject({ code: 'UNREACHABLE' })
  network.isDown = false
  await pass(60_000)
  expect(pushes()).toEqual({})
})

test('a refused token is not told over and over on one connection', async () => {
  const { chat } = await world.online('alice')
  for (let times = 0; times < 3; times++) {
    world.backend.refusals.push({ name: 'putPush', refusal: new Refusal('BAD_REQUEST') })
  }
  await expect(chat.setPushToken(token)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  chat.disconnect()
  await chat.connect()
  await pass(600_000)
  expect(count('putPush')).toBe(2)
})

test('the last of two tokens stands, in whichever order they are answered', async () => {
  const { chat, network } = await world.online('alice')
  let answer = () => {}
  network.delays = () => new Promise((resolve) => (answer = resolve))
  const first = chat.setPushToken({ ...token, token: 'an-older-token-of-it' })
  await settle()
  network.delays = () => undefined
  const second = chat.setPushToken(token)
  await settle()
  expect(count('putPush')).toBe(1) // two under way could overtake each other
  answer()
  expect(await Promise.all([first, second])).toEqual([true, true])
  expect(pushes()).toEqual({ [at('alice')]: token })
})

test('who signs out is pushed to here no longer; who signs in next is', async () => {
  const { chat, storage } = await world.online('alice')
  await chat.setPushToken(token)
  await chat.signOut()
  expect(pushes()).toEqual({})
  await chat.signIn({ handle: 'bob', password: world.backend.person('bob').password })
  await chat.connect()
  await settle()
  expect(pushes()).toEqual({ [at('bob')]: token })
  await chat.signOut()
  await chat.close()
  await world.online('alice', { storage })
  await settle()
  expect(pushes()).toEqual({ [at('alice')]: token })
})
