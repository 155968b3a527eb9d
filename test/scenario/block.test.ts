import { describe, expect, test } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import { newcomer, rawSocketOf } from './accounts.ts'
import { type Device, deviceOf } from './devices.ts'
import { memberIds, theGroup } from './groups.ts'
import { seqs, texts, wholeLog } from './log.ts'
import { type System, useSystem } from './target.ts'

const system = useSystem()

/** Mallory and Bob have written to each other, and Bob, who has two devices, blocks Mallory. */
async function blocked(where: System) {
  const [mallory, bob] = [await newcomer(where, 'mallory'), await newcomer(where, 'bob')]
  const [sender, phone, tablet] = [await deviceOf(mallory), await deviceOf(bob), await deviceOf(bob)]
  const [chat, onPhone] = [await sender.with(bob), await phone.with(mallory)]
  await chat.send('before').acked
  const onTablet = await tablet.with(mallory)
  for (const device of [phone, tablet])
    await eventually(() => expect(texts(device.heard)).toEqual(['before']))
  await onPhone.block()
  await eventually(() => expect(onTablet.chosen.blocked).toBe(true))
  return { mallory, bob, sender, phone, tablet, chat, onPhone, onTablet }
}

/** What was only late is there once a device has asked. */
async function ask({ client }: Device): Promise<void> {
  client.disconnect()
  await client.connect()
}

describe('who is blocked', () => {
  test('is acked as before, and sees its messages sent, never delivered nor read', async () => {
    const { bob, sender, phone, chat, onPhone } = await blocked(system())
    const { seq } = await chat.send('can you hear me?').acked
    expect(seq).toBe(2)
    onPhone.markRead()
    await ask(phone)
    onPhone.markRead()
    await ask(sender)
    await chat.refreshReceipts()
    const message = (await chat.message(2))!
    expect(chat.statusOf(message)).toBe('sent')
    expect(chat.receiptsOf(message)).toEqual({ delivered: [], read: [], of: 1 })
    expect(chat.peer.delivered).toBeLessThan(2)
    expect((await sender.with(bob)).with).toMatchObject({ handle: bob.handle })
  })

  test('is not heard on any device, nor after a sync, nor by one that comes new', async () => {
    const { mallory, bob, sender, phone, tablet, chat, onPhone } = await blocked(system())
    const socket = await rawSocketOf(bob)
    for (const text of ['one', 'two', 'three']) await chat.send(text).acked
    await chat.edit((await chat.message(1))!, 'before, edited').acked
    await eventually(() => expect(texts(sender.heard)).toContain('three'))
    const fresh = await deviceOf(bob)
    for (const device of [phone, tablet]) {
      await ask(device)
      expect(texts(device.heard)).toEqual(['before'])
    }
    const onFresh = await fresh.with(mallory)
    await onFresh.history()
    for (const chat of [onPhone, onFresh]) {
      expect(seqs(chat.messages)).toEqual([1])
      expect([chat.unread, chat.preview]).toEqual([1, 'before'])
    }
    expect(seqs(await wholeLog(bob, chat.id))).toEqual([1])
    expect(await socket.request({ action: 'ping' })).toMatchObject({ ok: true })
    expect(socket.frames.filter(({ event }) => event === 'entries')).toEqual([])
  })

  test('is heard again once it is no longer blocked, but never with what it wrote meanwhile', async () => {
    const { mallory, bob, phone, tablet, chat, onPhone, onTablet } = await blocked(system())
    for (const text of ['one', 'two']) await chat.send(text).acked
    await onPhone.block(false)
    await eventually(() => expect(onTablet.chosen.blocked).toBe(false))
    await chat.send('after').acked
    for (const device of [phone, tablet])
      await eventually(() => expect(texts(device.heard)).toEqual(['before', 'after']))
    const onFresh = await (await deviceOf(bob)).with(mallory)
    await onFresh.history()
    for (const each of [onPhone, onTablet, onFresh]) {
      expect([texts(each.messages), each.unread]).toEqual([['before', 'after'], 2])
      expect(each.preview).toBe('after')
    }
    expect(seqs(await wholeLog(bob, chat.id))).toEqual([1, 4])
    onPhone.markRead()
    await eventually(() => expect(chat.peer).toEqual({ delivered: 4, read: 4 }))
    await onPhone.send('hello again').acked
    await eventually(() =>
      expect(texts(chat.messages)).toEqual(['before', 'one', 'two', 'after', 'hello again']),
    )
  })

  test('cannot bring who blocked it into a group, and is not told so', async () => {
    const { bob, sender, phone } = await blocked(system())
    const friend = await newcomer(system(), 'friend')
    const chat = await sender.client.createGroup({ title: 'Trap', members: [bob.user, friend.user] })
    const own = sender.client.me!.user
    expect(memberIds(chat)).toEqual([own, friend.user].toSorted())
    await chat.addMembers([bob.user])
    expect(memberIds(await theGroup(sender, chat.id))).toEqual([own, friend.user].toSorted())
    await ask(phone)
    expect(phone.client.conversation(chat.id)).toBeUndefined()
  })
})

describe('who blocks', () => {
  test('sends nothing to whom it has blocked until it no longer does', async () => {
    const { chat, onPhone, onTablet } = await blocked(system())
    for (const each of [onPhone, onTablet]) expect(() => each.send('hello')).toThrow()
    await onTablet.block(false)
    await eventually(() => expect(onPhone.chosen.blocked).toBe(false))
    await onPhone.send('hello').acked
    await eventually(() => expect(texts(chat.messages)).toEqual(['before', 'hello']))
  })

  test('before anything was written hears nothing of a stranger', async () => {
    const [mallory, bob] = [await newcomer(system(), 'mallory'), await newcomer(system(), 'bob')]
    const [sender, phone] = [await deviceOf(mallory), await deviceOf(bob)]
    const chat = await sender.with(bob)
    await (await phone.with(mallory)).block()
    await chat.send('hello').acked
    await eventually(() => expect(texts(sender.heard)).toEqual(['hello']))
    await ask(phone)
    const fresh = await deviceOf(bob)
    for (const device of [phone, fresh]) {
      expect(device.heard).toEqual([])
      expect((await device.with(mallory)).messages).toEqual([])
    }
  })
})
