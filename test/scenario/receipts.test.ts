import { describe, expect, test } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import type { Frame, RawSocket } from '../fixtures/raw-socket.ts'
import { newcomer, rawSocketOf } from './accounts.ts'
import { deviceOf } from './devices.ts'
import { groupOf, theGroup, theMessage, users } from './groups.ts'
import { texts } from './log.ts'
import { useSystem } from './target.ts'

const system = useSystem()

test('a message is sent, then delivered when a device has it, then read when somebody has', async () => {
  const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
  const [sender, phone] = [await deviceOf(alice), await deviceOf(bob)]
  const [chat, onPhone] = [await sender.with(bob), await phone.with(alice)]
  phone.client.disconnect()
  await chat.send('hello').acked
  const message = await theMessage(chat, 'hello')
  expect(chat.statusOf(message)).toBe('sent')
  await phone.client.connect()
  await eventually(() => expect(chat.statusOf(message)).toBe('delivered'))
  onPhone.markRead()
  await eventually(() => expect(chat.statusOf(message)).toBe('read'))
  expect(chat.receiptsOf(message)).toEqual({ delivered: [bob.user], read: [bob.user], of: 1 })
})

describe('in a group', () => {
  test('a sender sees to whom a message was delivered and who has read it', async () => {
    const [anna, ben, cleo, dora] = await groupOf(system(), ['anna', 'ben', 'cleo', 'dora'])
    dora.device.client.disconnect()
    await anna.chat.send('hello').acked
    const message = await theMessage(anna.chat, 'hello')
    const receipts = () => {
      const { delivered, read, of } = anna.chat.receiptsOf(message)
      return { delivered: delivered.toSorted(), read: read.toSorted(), of }
    }
    await eventually(() => expect(receipts()).toEqual({ delivered: users(ben, cleo), read: [], of: 3 }))
    expect(anna.chat.statusOf(message)).toBe('sent')
    ben.chat.markRead()
    await eventually(() => expect(receipts().read).toEqual(users(ben)))
    await dora.device.client.connect()
    await eventually(() => expect(anna.chat.statusOf(message)).toBe('delivered'))
    cleo.chat.markRead()
    await eventually(() => expect(dora.chat.unread).toBe(1))
    dora.chat.markRead()
    await eventually(() => expect(anna.chat.statusOf(message)).toBe('read'))
    expect(receipts()).toEqual({ delivered: users(ben, cleo, dora), read: users(ben, cleo, dora), of: 3 })
  })

  test('what others said while a sender was away, it learns when it asks', async () => {
    const [anna, ben, cleo] = await groupOf(system(), ['anna', 'ben', 'cleo'])
    await anna.chat.send('hello').acked
    anna.device.client.disconnect()
    for (const { chat } of [ben, cleo]) {
      await eventually(() => expect(chat.unread).toBe(1))
      chat.markRead()
    }
    const fresh = await deviceOf(anna.account)
    const chat = await theGroup(fresh, anna.chat.id)
    await chat.history()
    const message = await theMessage(chat, 'hello')
    await eventually(async () => {
      await chat.refreshReceipts()
      expect(chat.statusOf(message)).toBe('read')
    })
  })

  test('only who wrote what is newly read is told, and who has read it, its other devices', async () => {
    const [anna, ben, cleo] = await groupOf(system(), ['anna', 'ben', 'cleo'])
    const [annas, bens, cleos] = await Promise.all([
      rawSocketOf(anna.account),
      rawSocketOf(ben.account),
      rawSocketOf(cleo.account),
    ])
    await anna.chat.send('from Anna').acked
    await eventually(() => expect(ben.chat.unread).toBe(1))
    ben.chat.markRead()
    await eventually(() => expect(readBy(annas, ben.account.user)).toContain(2))
    await eventually(() => expect(readBy(bens, ben.account.user)).toContain(2))
    // A later one that does concern her: what had been on its way before would be there by then.
    await cleo.chat.send('from Cleo').acked
    await eventually(() => expect(ben.chat.unread).toBe(1))
    ben.chat.markRead()
    await eventually(() => expect(readBy(cleos, ben.account.user)).toContain(3))
    expect(receiptsOf(cleos, ben.account.user).map(({ delivered }) => delivered)).not.toContain(2)
  })
})

describe('who hides what it has read', () => {
  test('is never seen to have read, in a chat and in a group, and does not see it of others', async () => {
    const [anna, ben, cleo] = await groupOf(system(), ['anna', 'ben', 'cleo'])
    await ben.device.client.updateSettings({ readReceipts: 'nobody' })
    const [direct, onBens] = [await anna.device.with(ben.account), await ben.device.with(anna.account)]
    for (const chat of [anna.chat, direct]) await chat.send('hello').acked
    for (const chat of [ben.chat, onBens]) {
      await eventually(() => expect(chat.unread).toBe(1))
      chat.markRead()
    }
    const tablet = await deviceOf(ben.account)
    await eventually(() => expect(tablet.client.conversations().map(({ unread }) => unread)).toEqual([0, 0]))
    for (const chat of [ben.chat, onBens]) await chat.send('I saw it').acked
    cleo.chat.markRead()

    for (const chat of [anna.chat, direct]) {
      await eventually(() => expect(texts(chat.messages)).toContain('I saw it'))
      const message = await theMessage(chat, 'hello')
      await eventually(() => expect(chat.receiptsOf(message).delivered).toContain(ben.account.user))
      chat.markRead()
    }
    await eventually(() => expect(anna.chat.unread + direct.unread).toBe(0))
    const inGroup = await theMessage(anna.chat, 'hello')
    await eventually(async () => {
      await anna.chat.refreshReceipts()
      expect(anna.chat.receiptsOf(inGroup).read).toEqual(users(cleo))
    })
    expect(direct.statusOf(await theMessage(direct, 'hello'))).toBe('delivered')

    for (const chat of [ben.chat, onBens]) {
      const own = await theMessage(chat, 'I saw it')
      await eventually(() => expect(chat.receiptsOf(own).delivered).toContain(anna.account.user))
      await chat.refreshReceipts()
      expect(chat.receiptsOf(own).read).toEqual([])
    }
  })

  test('is seen again when it no longer hides it', async () => {
    const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
    const [sender, phone] = [await deviceOf(alice), await deviceOf(bob)]
    const tablet = await deviceOf(bob)
    const [chat, onPhone] = [await sender.with(bob), await phone.with(alice)]
    await phone.client.updateSettings({ readReceipts: 'nobody' })
    await eventually(() => expect(tablet.client.settings.readReceipts).toBe('nobody'))
    await tablet.client.updateSettings({ readReceipts: 'everyone' })
    await eventually(() => expect(phone.client.settings.readReceipts).toBe('everyone'))
    await chat.send('hello').acked
    await eventually(() => expect(onPhone.unread).toBe(1))
    onPhone.markRead()
    await eventually(() => expect(chat.peer.read).toBe(1))
  })

  test('may show it to its contacts alone', async () => {
    const [anna, ben, cleo] = await groupOf(system(), ['anna', 'ben', 'cleo'])
    await ben.device.client.updateSettings({ readReceipts: 'contacts' })
    await ben.device.client.addContact(anna.account.user)
    for (const { account, chat } of [anna, cleo]) await chat.send(account.handle).acked
    await eventually(() => expect(ben.chat.unread).toBe(2))
    ben.chat.markRead()
    for (const [{ account, chat }, read] of [
      [anna, users(ben)],
      [cleo, []],
    ] as const) {
      const own = await theMessage(chat, account.handle)
      await eventually(async () => {
        await chat.refreshReceipts()
        expect(chat.receiptsOf(own).delivered).toContain(ben.account.user)
        expect(chat.receiptsOf(own).read).toEqual(read)
      })
    }
  })
})

function receiptsOf(socket: RawSocket, user: string): Frame[] {
  return socket.frames.filter(({ event, user: whose }) => event === 'receipt' && whose === user)
}

/** The positions up to which a socket was told that somebody has read. */
function readBy(socket: RawSocket, user: string): unknown[] {
  return receiptsOf(socket, user).map(({ read }) => read)
}
