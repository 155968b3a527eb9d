import { Refusal } from '@parley/protocol/errors'
import { expect, test } from 'vitest'
import { fakeWorld, pass, settle } from '../test/harness.ts'

const world = fakeWorld()
const count = (name: string) => world.backend.calls.filter((call) => call === name).length
const password = 'correct horse'

async function twoDevices() {
  const phone = await world.online('alice')
  const tablet = await world.online('alice', { name: 'alice-tablet' })
  return { phone, tablet }
}

test('signing out the others closes them at once, and nothing they were given before is good any more', async () => {
  world.backend.say('bob', 'alice', 'secret')
  const { phone, tablet } = await twoDevices()
  const away = await world.online('alice', { name: 'alice-laptop' })
  await settle()
  away.chat.disconnect()
  await phone.chat.signOutOthers()
  await settle()
  expect([phone.chat.connection, tablet.chat.connection]).toEqual(['online', 'signed-out'])
  expect([tablet.chat.me, tablet.chat.conversations()]).toEqual([undefined, []])
  expect(away.chat.conversations()).toHaveLength(1)
  await expect(away.chat.connect()).rejects.toMatchObject({ code: 'SIGNED_OUT' })
  expect([away.chat.connection, away.chat.me, away.chat.conversations()]).toEqual([
    'signed-out',
    undefined,
    [],
  ])
  phone.network.cut()
  await pass(60_000)
  expect(phone.chat.connection).toBe('online')
})

test('a new password ends every other session; this device goes on', async () => {
  const { phone, tablet } = await twoDevices()
  const away = await world.online('alice', { name: 'alice-laptop' })
  away.chat.disconnect()
  const wrong = { password: 'not this one', newPassword: 'a longer password' }
  await expect(phone.chat.changePassword(wrong)).rejects.toMatchObject({ code: 'WRONG_CREDENTIALS' })
  expect(tablet.chat.connection).toBe('online')
  world.backend.refusals.push({ name: 'signOutEverywhere', refusal: new Refusal('INTERNAL') })
  const changed = phone.chat.changePassword({ password, newPassword: 'a longer password' })
  await pass(5_000)
  await changed
  expect([phone.chat.connection, tablet.chat.connection]).toEqual(['online', 'signed-out'])
  await expect(away.chat.connect()).rejects.toMatchObject({ code: 'SIGNED_OUT' })
  expect(away.chat.me).toBeUndefined()
  await pass(7_200_000)
  expect(await phone.chat.devices()).toHaveLength(1)
  await expect(tablet.chat.signIn({ handle: 'alice', password })).rejects.toMatchObject({
    code: 'WRONG_CREDENTIALS',
  })
  await tablet.chat.signIn({ handle: 'alice', password: 'a longer password' })
  await tablet.chat.connect()
})

test('a password that was changed while the others could not be signed out says so', async () => {
  const { phone } = await twoDevices()
  for (let times = 0; times < 5; times++) {
    world.backend.refusals.push({ name: 'signOutEverywhere', refusal: new Refusal('INTERNAL') })
  }
  const changed = phone.chat.changePassword({ password, newPassword: 'a longer password' })
  const refused = expect(changed).rejects.toMatchObject({
    code: 'INTERNAL',
    detail: expect.stringContaining('is changed'),
  })
  await pass(60_000)
  await refused
  await phone.chat.signOutOthers()
})

test('a profile is changed in what is said and stays in what is not, whatever another device has changed', async () => {
  const { phone, tablet } = await twoDevices()
  await phone.chat.updateProfile({ name: 'Alice B.', about: 'at the sea', email: 'a@example.org' })
  await tablet.chat.updateProfile({ handle: 'alice.b', phone: '+4912345678' })
  expect(await phone.chat.profile()).toEqual({
    user: phone.chat.me?.user,
    handle: 'alice.b',
    name: 'Alice B.',
    about: 'at the sea',
    email: 'a@example.org',
    phone: '+4912345678',
  })
  expect(await phone.chat.updateProfile({ about: null, email: null })).toEqual({
    user: phone.chat.me?.user,
    handle: 'alice.b',
    name: 'Alice B.',
  })
  world.backend.person('bob')
  await expect(phone.chat.updateProfile({ handle: 'bob' })).rejects.toMatchObject({ code: 'HANDLE_TAKEN' })
  expect(phone.chat.me).toMatchObject({ handle: 'alice.b', name: 'Alice B.' })
  await phone.chat.close()
  const again = await world.device('alice', { storage: phone.storage })
  expect(again.chat.me).toMatchObject({ handle: 'alice.b', name: 'Alice B.' })
  await again.chat.close()
  await again.storage.open()
  // What others do not see is not kept here.
  expect(JSON.stringify(await again.storage.list({ prefix: '' }))).not.toContain('+4912345678')
  await again.storage.close()
})

test('a deleted account is gone from its devices, and others see that it was', async () => {
  world.backend.say('bob', 'alice', 'secret')
  const { phone, tablet } = await twoDevices()
  const bob = await world.online('bob')
  const user = phone.chat.me!.user
  await settle()
  await expect(phone.chat.deleteAccount('bob')).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect(phone.chat.connection).toBe('online')
  phone.chat.disconnect() // so that no socket hears of it
  await phone.chat.deleteAccount('alice')
  await settle()
  for (const { chat } of [phone, tablet]) {
    expect([chat.connection, chat.me, chat.conversations()]).toEqual(['signed-out', undefined, []])
  }
  await expect(phone.chat.signIn({ handle: 'alice', password })).rejects.toMatchObject({
    code: 'WRONG_CREDENTIALS',
  })
  await phone.chat.close()
  await phone.storage.open()
  expect(JSON.stringify(await phone.storage.list({ prefix: '' }))).not.toContain('secret')
  await phone.storage.close()
  expect(bob.chat.person(user)).toMatchObject({ handle: 'alice' })
  await bob.chat.close()
  const later = await world.online('bob', { storage: bob.storage })
  await settle()
  expect(later.chat.conversations()).toHaveLength(1)
  expect(later.chat.person(user)).toEqual({ user, deleted: true })
})

test('nothing of an account is asked while nobody is signed in', async () => {
  const { chat } = await world.device('alice', { signedIn: false })
  const passwords = { password, newPassword: 'a longer password' }
  for (const asked of [chat.changePassword(passwords), chat.profile(), chat.deleteAccount('alice')]) {
    await expect(asked).rejects.toMatchObject({ code: 'SIGNED_OUT' })
  }
  expect(count('changePassword') + count('deleteMe')).toBe(0)
})
