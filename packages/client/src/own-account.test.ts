import { DEFAULT_SETTINGS as EVERYBODY } from '@parley/domain'
import { Refusal } from '@parley/protocol/errors'
import { expect, test } from 'vitest'
import { fakeWorld, pass, settle } from '../test/harness.ts'
import { memoryStorage } from './index.ts'

const world = fakeWorld()

test('the account’s settings are the same on every device, and known after a restart', async () => {
  const phone = await world.online('alice')
  const tablet = await world.online('alice', { name: 'alice-tablet' })
  const heard: string[] = []
  tablet.chat.on('settings', ({ readReceipts }) => heard.push(readReceipts))
  expect(phone.chat.settings).toEqual(EVERYBODY)
  await phone.chat.updateSettings({ readReceipts: 'nobody' })
  await settle()
  expect([phone.chat.settings, tablet.chat.settings, heard]).toEqual([
    { ...EVERYBODY, readReceipts: 'nobody' },
    { ...EVERYBODY, readReceipts: 'nobody' },
    ['nobody'],
  ])
  await tablet.chat.close()
  const again = await world.device('alice', { storage: tablet.storage, name: 'alice-tablet' })
  expect(again.chat.settings).toEqual({ ...EVERYBODY, readReceipts: 'nobody' })
  await again.chat.updateSettings({ readReceipts: null })
  expect(again.chat.settings).toEqual(EVERYBODY)
})

test.each([
  [true, 'everyone'],
  [false, 'nobody'],
])('settings that an older version stored are read as what they meant: %s', async (stored, readReceipts) => {
  const storage = memoryStorage()
  await storage.open()
  await storage.write([
    { key: 'format', value: 2 },
    { key: 'settings', value: { readReceipts: stored } },
  ])
  await storage.close()
  const { chat } = await world.device('alice', { storage, signedIn: false })
  expect(chat.settings).toEqual({ ...EVERYBODY, readReceipts })
})

test('settings changed while a device was away come with its sync', async () => {
  const phone = await world.online('alice')
  const tablet = await world.online('alice', { name: 'alice-tablet' })
  tablet.network.isDown = true
  tablet.network.cut()
  await phone.chat.updateSettings({ readReceipts: 'nobody' })
  tablet.network.isDown = false
  await pass(60_000)
  expect(tablet.chat.settings).toEqual({ ...EVERYBODY, readReceipts: 'nobody' })
})

test('a device that another one signs out forgets everything', async () => {
  world.backend.say('bob', 'alice', 'secret')
  const phone = await world.online('alice')
  const tablet = await world.online('alice', { name: 'alice-tablet' })
  await settle()
  expect(await phone.chat.devices()).toMatchObject([
    { device: 'alice-phone', own: true },
    { device: 'alice-tablet', own: false, online: true },
  ])
  await phone.chat.signOutDevice('alice-tablet')
  await settle()
  expect(tablet.heard.states.at(-1)).toBe('signed-out')
  expect(tablet.chat.me).toBeUndefined()
  expect(tablet.chat.conversations()).toEqual([])
  await tablet.chat.close()
  await tablet.storage.open()
  expect((await tablet.storage.list({ prefix: '' })).map(({ key }) => key)).toEqual(['device', 'format'])
  await tablet.storage.close()
  expect(phone.chat.connection).toBe('online')
  expect((await phone.chat.devices()).map(({ device }) => device)).toEqual(['alice-phone'])
})

test('a device that was signed out while it was away forgets everything when it comes back', async () => {
  world.backend.say('bob', 'alice', 'secret')
  const phone = await world.online('alice')
  await settle()
  phone.network.isDown = true
  phone.network.cut()
  world.backend.refusals.push({
    name: 'createTicket',
    refusal: new Refusal('UNAUTHENTICATED', 'device'),
  })
  phone.network.isDown = false
  await pass(60_000)
  expect(phone.chat.connection).toBe('signed-out')
  expect([phone.chat.me, phone.chat.conversations()]).toEqual([undefined, []])
  await phone.chat.close()
  await phone.storage.open()
  expect(JSON.stringify(await phone.storage.list({ prefix: '' }))).not.toContain('secret')
  await phone.storage.close()
})

test('an own message that could not be brought to everybody is told, until it has arrived', async () => {
  world.backend.person('bob')
  const alice = await world.online('alice')
  const chat = await alice.chat.openDirect('bob')
  const told: number[] = []
  alice.chat.on('undelivered', ({ message }) => told.push(message.seq))
  chat.send('hello')
  await settle()
  world.backend.tell([alice.chat.me!.user], { event: 'undelivered', conversation: chat.id, seq: 1 })
  await settle()
  expect([told, chat.statusOf(chat.messages[0]!)]).toEqual([[1], 'undelivered'])
  world.backend.mark('bob', 'alice', { delivered: 1, read: 0 })
  await settle()
  expect(chat.statusOf(chat.messages[0]!)).toBe('delivered')
})
