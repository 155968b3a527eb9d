import { describe, expect, test } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import { handleLike, newcomer } from './accounts.ts'
import { deviceOf, devicesOf, newDevice } from './devices.ts'
import { identity, seqs, texts, upTo, wholeLog } from './log.ts'
import { useSystem } from './target.ts'

const system = useSystem()

test('two people sign up, find each other by handle, chat, and see their messages delivered and read', async () => {
  const [anna, ben] = [await newDevice(system()), await newDevice(system())]
  const handles = [handleLike('anna'), handleLike('ben')] as const
  await anna.client.signUp({ handle: handles[0], name: 'Anna', password: 'a long password' })
  await ben.client.signUp({ handle: handles[1], name: 'Ben', password: 'another password' })
  await Promise.all([anna.client.connect(), ben.client.connect()])

  const toBen = await anna.client.openDirect(handles[1])
  expect(toBen.with).toMatchObject({ handle: handles[1], name: 'Ben' })
  const { seq } = await toBen.send('Hello Ben').acked
  expect(seq).toBe(1)
  await eventually(() => expect(texts(ben.heard)).toEqual(['Hello Ben']))
  const toAnna = ben.client.conversation(toBen.id)!
  await eventually(() => expect(toAnna.with).toMatchObject({ handle: handles[0], name: 'Anna' }))
  await toAnna.send('Hello Anna').acked

  await eventually(() => expect(texts(anna.heard)).toEqual(['Hello Ben', 'Hello Anna']))
  await eventually(() => expect(toBen.statusOf(anna.heard[0]!)).not.toBe('sent'))
  toAnna.markRead()
  await eventually(() => expect(toBen.statusOf(anna.heard[0]!)).toBe('read'))
  expect(anna.heard.map(identity)).toEqual(ben.heard.map(identity))
})

describe('with two devices on each side', () => {
  test('every device gets every message, those it was not told to expect included', async () => {
    const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
    const all = [...(await devicesOf(alice, 2)), ...(await devicesOf(bob, 2))]
    const [fromAlice] = [await all[0]!.with(bob)]
    await fromAlice.send('one').acked
    await (await all[1]!.with(bob)).send('two').acked
    await (await all[2]!.with(alice)).send('three').acked
    for (const device of all)
      await eventually(() => expect(texts(device.heard)).toEqual(['one', 'two', 'three']))
  })

  test('what one device has read, its owner has read on the other', async () => {
    const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
    const [sender, phone, tablet] = [await deviceOf(alice), await deviceOf(bob), await deviceOf(bob)]
    const [onPhone, onTablet] = [await phone.with(alice), await tablet.with(alice)]
    const chat = await sender.with(bob)
    for (const text of ['one', 'two', 'three']) await chat.send(text).acked
    await eventually(() => expect([onPhone.unread, onTablet.unread]).toEqual([3, 3]))
    onPhone.markRead(2)
    await eventually(() => expect([onPhone.unread, onTablet.unread]).toEqual([1, 1]))
  })
})

test('unread counts are exact through sends, replies, reads and a restart', async () => {
  const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
  const [sender, phone] = [await deviceOf(alice), await deviceOf(bob)]
  const [chat, onPhone] = [await sender.with(bob), await phone.with(alice)]
  for (const number of upTo(7)) await chat.send(String(number)).acked
  await eventually(() => expect(onPhone.unread).toBe(7))
  await eventually(() => expect(chat.unread).toBe(0))

  onPhone.markRead(4)
  await eventually(() => expect(onPhone.unread).toBe(3))
  await onPhone.send('a reply does not read what was skipped').acked
  await eventually(() => expect(chat.unread).toBe(1))
  await eventually(() => expect(chat.peer.read).toBe(4))

  const fresh = await deviceOf(bob)
  expect((await fresh.with(alice)).unread).toBe(onPhone.unread)
  expect(onPhone.unread).toBe(3)
})

test('receipts only move forward, whatever a device says', async () => {
  const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
  const [sender, phone] = [await deviceOf(alice), await deviceOf(bob)]
  const [chat, onPhone] = [await sender.with(bob), await phone.with(alice)]
  for (const number of upTo(5)) await chat.send(String(number)).acked
  await eventually(() => expect(phone.heard).toHaveLength(5))
  onPhone.markRead(4)
  await eventually(() => expect(chat.peer).toEqual({ delivered: 5, read: 4 }))
  onPhone.markRead(2)
  await chat.send('6').acked
  await eventually(() => expect(chat.peer.delivered).toBe(6))
  expect(chat.peer.read).toBe(4)
})

test('a conversation with oneself works and is read at once', async () => {
  const alice = await newcomer(system(), 'alice')
  const [phone, tablet] = [await deviceOf(alice), await deviceOf(alice)]
  const [notes, onTablet] = [await phone.with(alice), await tablet.with(alice)]
  await notes.send('milk').acked
  await eventually(() => expect(texts(tablet.heard)).toEqual(['milk']))
  await eventually(() => expect([notes.unread, onTablet.unread]).toEqual([0, 0]))
})

test('ten devices of two people writing at once leave one log that all of them have', {
  timeout: 240_000,
}, async () => {
  const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
  const devices = [...(await devicesOf(alice, 5)), ...(await devicesOf(bob, 5))]
  const chats = await Promise.all(
    devices.map((device) => device.with(device.client.me?.user === alice.user ? bob : alice)),
  )
  const own = upTo(20)
  const sent = chats.flatMap((chat, index) => own.map((number) => chat.send(`${index}:${number}`)))
  await Promise.all(sent.map(({ acked }) => acked))

  const log = await wholeLog(alice, chats[0]!.id)
  expect(seqs(log)).toEqual(upTo(200))
  for (const device of devices)
    await eventually(() => expect(device.heardIn(chats[0]!).map(identity)).toEqual(log.map(identity)))
  for (const index of chats.keys())
    expect(texts(log).filter((text) => text!.startsWith(`${index}:`))).toEqual(
      own.map((n) => `${index}:${n}`),
    )
})
