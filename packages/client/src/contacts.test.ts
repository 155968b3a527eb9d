import { Refusal } from '@parley/protocol/errors'
import { expect, test } from 'vitest'
import { fakeWorld, pass, settle } from '../test/harness.ts'
import type { UserId } from './index.ts'

const world = fakeWorld()
const idOf = (handle: string) => world.backend.person(handle).user as UserId
const count = (name: string) => world.backend.calls.filter((call) => call === name).length

test('contacts are asked for when first wanted, then kept, also over a restart without a network', async () => {
  const phone = await world.online('alice')
  expect(count('listContacts')).toBe(0)
  await phone.chat.addContact(idOf('bob'), 'Bobby')
  await phone.chat.addContact(idOf('carol'))
  expect(await phone.chat.contacts()).toEqual(
    expect.arrayContaining([{ user: idOf('bob'), name: 'Bobby' }, { user: idOf('carol') }]),
  )
  expect(phone.chat.person(idOf('carol'))).toMatchObject({ handle: 'carol', name: 'CAROL' })
  await phone.chat.contacts()
  expect(count('listContacts')).toBe(1)
  await phone.chat.close()

  const again = await world.device('alice', { storage: phone.storage })
  again.network.isDown = true
  expect(await again.chat.contacts()).toHaveLength(2)
  expect(count('listContacts')).toBe(1)
})

test('what another device changes is there after the next connecting, once the app has wanted contacts', async () => {
  const phone = await world.online('alice')
  const tablet = await world.online('alice', { name: 'alice-tablet' })
  await phone.chat.addContact(idOf('bob'))
  await phone.chat.addContact(idOf('carol'))
  expect(await tablet.chat.contacts()).toHaveLength(2)
  tablet.chat.disconnect()
  await phone.chat.removeContact(idOf('carol'))
  await phone.chat.addContact(idOf('bob'), 'Robert')
  await tablet.chat.connect()
  await settle()
  expect(await tablet.chat.contacts()).toEqual([{ user: idOf('bob'), name: 'Robert' }])
  await tablet.chat.close()
  const again = await world.device('alice', { storage: tablet.storage, name: 'alice-tablet' })
  expect(await again.chat.contacts()).toEqual([{ user: idOf('bob'), name: 'Robert' }])
})

test('whom one calls by another name is called so everywhere, and told of', async () => {
  const { chat, storage } = await world.online('alice')
  const bob = idOf('bob')
  const conversation = await chat.openDirect('bob')
  const told: unknown[] = []
  await chat.contacts()
  chat.on('contacts', (contacts) => told.push(contacts))
  await chat.addContact(bob, 'Bobby')
  expect(conversation.title).toBe('Bobby')
  expect(chat.person(bob)).toMatchObject({ called: 'Bobby', name: 'BOB' })
  await chat.close()

  const again = await world.device('alice', { storage })
  expect(again.chat.conversation(conversation.id)?.title).toBe('Bobby')
  await again.chat.removeContact(bob)
  expect(again.chat.conversation(conversation.id)?.title).toBe('BOB')
  expect(again.chat.person(bob)).not.toHaveProperty('called')
  expect(told).toEqual([[{ user: bob, name: 'Bobby' }]])
})

test('many contacts come in pages; what fails half-way is not taken for all of them', async () => {
  const { chat } = await world.online('alice')
  for (let number = 0; number < 7; number++) await chat.addContact(idOf(`friend${number}`))
  world.backend.people.contactsPage = 3
  world.backend.refusals.push({ name: 'listContacts', refusal: new Refusal('INTERNAL') })
  await expect(chat.contacts()).rejects.toMatchObject({ code: 'INTERNAL', retry: true })
  expect(await chat.contacts()).toHaveLength(7)
  expect(count('listContacts')).toBe(4)
})

test('one’s own changes show at once', async () => {
  const { chat } = await world.online('alice')
  expect(await chat.contacts()).toEqual([])
  await chat.addContact(idOf('bob'), 'Bobby')
  expect(await chat.contacts()).toEqual([{ user: idOf('bob'), name: 'Bobby' }])
  await chat.addContact(idOf('bob'))
  expect(await chat.contacts()).toEqual([{ user: idOf('bob') }])
  await chat.removeContact(idOf('bob'))
  expect(await chat.contacts()).toEqual([])
  await expect(chat.addContact('0'.repeat(25) as UserId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('contacts that are answered after their person has left this device are nobody’s', async () => {
  const { chat, network, storage } = await world.online('alice')
  await chat.addContact(idOf('bob'), 'secret lover')
  let answer = () => {}
  network.delays = (url) =>
    url.includes('contacts') ? new Promise((resolve) => (answer = resolve)) : undefined
  const asked = chat.contacts()
  asked.catch(() => {})
  await settle()
  await chat.signOut()
  answer()
  await expect(asked).rejects.toMatchObject({ code: 'SIGNED_OUT' })
  await chat.signIn({ handle: 'carol', password: world.backend.person('carol').password })
  network.delays = () => undefined
  expect(await chat.contacts()).toEqual([])
  await chat.close()
  await storage.open()
  expect(JSON.stringify(await storage.list({ prefix: '' }))).not.toContain('secret lover')
  await storage.close()
})

test('a person is found by exact handle, unless it does not want to be', async () => {
  const { chat } = await world.online('alice')
  Object.assign(world.backend.person('bob'), { about: 'at the sea', picture: 'p'.repeat(25) })
  expect(await chat.find('bob')).toEqual({
    user: idOf('bob'),
    handle: 'bob',
    name: 'BOB',
    about: 'at the sea',
    picture: 'p'.repeat(25),
  })
  expect(chat.person(idOf('bob')).about).toBe('at the sea')
  world.backend.people.set(idOf('bob'), { findable: 'contacts', picture: 'nobody' })
  await expect(chat.find('bob')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  world.backend.people.contactsOf(idOf('bob')).set(chat.me!.user, { user: chat.me!.user })
  expect((await chat.find('bob')).picture).toBeUndefined()
})

test('a new name that could not be had is asked for again, and shown', async () => {
  const [phone, bob] = [await world.online('alice'), await world.online('bob')]
  const conversation = await phone.chat.openDirect('bob')
  await conversation.send('Hello!')
  await settle()
  await phone.chat.close()
  await bob.chat.updateProfile({ name: 'Robert' })

  const again = await world.device('alice', { storage: phone.storage })
  expect(again.chat.conversation(conversation.id)?.title).toBe('BOB')
  world.backend.refusals.push({ name: 'getProfiles', refusal: new Refusal('INTERNAL') })
  await again.chat.connect()
  await settle()
  await pass(60_000)
  expect(again.chat.conversation(conversation.id)?.title).toBe('Robert')
})
