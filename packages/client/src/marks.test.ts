import { Refusal } from '@parley/protocol/errors'
import { expect, test } from 'vitest'
import { fakeWorld, pass, settle, texts } from '../test/harness.ts'
import type { Conversation } from './index.ts'

const world = fakeWorld()

async function twoDevices() {
  for (let number = 1; number <= 5; number++) world.backend.say('bob', 'alice', `message ${number}`)
  const phone = await world.online('alice')
  const tablet = await world.online('alice', { name: 'alice-tablet' })
  await settle()
  const on = ({ chat }: typeof phone): Conversation => chat.conversations()[0]!
  return { phone, tablet, onPhone: on(phone), onTablet: on(tablet) }
}

const stars = (chat: Conversation) => chat.messages.filter(({ starred }) => starred).map(({ seq }) => seq)

test('starred messages are starred on all devices, and are to be had, oldest first', async () => {
  const { onPhone, onTablet } = await twoDevices()
  for (const index of [3, 0, 2]) await onPhone.star(onPhone.messages[index]!)
  expect(stars(onPhone)).toEqual([1, 3, 4])
  await settle()
  for (const chat of [onPhone, onTablet]) {
    expect(stars(chat)).toEqual([1, 3, 4])
    expect((await chat.starred()).map(({ text }) => text)).toEqual(['message 1', 'message 3', 'message 4'])
  }
  await onTablet.star(onTablet.messages[0]!, false)
  await settle()
  expect([stars(onPhone), stars(onTablet)]).toEqual([
    [3, 4],
    [3, 4],
  ])
})

test('a message deleted for oneself is gone on all one’s devices, and stays for the other side', async () => {
  const bob = await world.online('bob')
  const { onPhone, onTablet } = await twoDevices()
  const gone: number[] = []
  const bobs = await bob.chat.openDirect('alice')
  await onPhone.deleteForMe(onPhone.messages[1]!)
  expect(texts(onPhone)).toEqual(['message 1', 'message 3', 'message 4', 'message 5'])
  await settle()
  expect(texts(onTablet)).toEqual(['message 1', 'message 3', 'message 4', 'message 5'])
  expect(await onTablet.message(2)).toBeUndefined()
  expect((await onPhone.history({ before: 4 })).messages.map(({ seq }) => seq)).toEqual([1, 3])
  expect(bobs.messages).toHaveLength(5)
  expect(gone).toEqual([])
})

test('the list shows no message deleted for oneself, but the last one before it', async () => {
  const bob = await world.online('bob')
  const { onPhone, onTablet } = await twoDevices()
  await onPhone.deleteForMe(onPhone.messages.at(-1)!)
  await settle()
  expect([onPhone.preview, onTablet.preview]).toEqual(['message 4', 'message 4'])
  expect((await bob.chat.openDirect('alice')).preview).toBe('message 5')
  for (const message of onPhone.messages.toReversed()) await onPhone.deleteForMe(message)
  expect([onPhone.preview, onPhone.from]).toEqual([undefined, undefined])
})

test('marks made offline are said later, in order, also by the next client', async () => {
  const { phone, onPhone, onTablet } = await twoDevices()
  phone.network.isDown = true
  phone.network.cut()
  await settle()
  await onPhone.star(onPhone.messages[0]!)
  await onPhone.star(onPhone.messages[0]!, false)
  await onPhone.star(onPhone.messages[1]!)
  await onPhone.deleteForMe(onPhone.messages[2]!)
  await phone.chat.close()
  expect(stars(onTablet)).toEqual([])
  const again = await world.online('alice', { storage: phone.storage })
  await settle()
  expect(stars(onTablet)).toEqual([2])
  expect(onTablet.messages).toHaveLength(4)
  const chat = again.chat.conversations()[0]!
  await chat.history()
  expect([stars(chat), chat.messages.length]).toEqual([[2], 4])
})

test('a mark whose answer was lost is said again; one that is refused is taken back', async () => {
  const { phone, onPhone, onTablet } = await twoDevices()
  world.backend.refusals.push({ name: 'putMark', refusal: new Refusal('INTERNAL') })
  await onPhone.star(onPhone.messages[0]!)
  await pass(60_000)
  expect(stars(onTablet)).toEqual([1])
  world.backend.refusals.push({ name: 'putMark', refusal: new Refusal('FORBIDDEN') })
  await onPhone.star(onPhone.messages[1]!)
  expect(stars(onPhone)).toEqual([1, 2])
  await settle()
  expect(stars(onPhone)).toEqual([1])
  expect(phone.heard.errors).toEqual(['FORBIDDEN'])
})
