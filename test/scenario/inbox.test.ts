import type { Conversation } from '@parley/client'
import { describe, expect, test } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import { newcomer } from './accounts.ts'
import { type Device, deviceOf } from './devices.ts'
import { groupOf, lines, theGroup, theMessage } from './groups.ts'
import { texts } from './log.ts'
import { useSystem } from './target.ts'

const system = useSystem()

function titles({ client }: Device): string[] {
  return client.conversations().map(({ title }) => title)
}

test('the chat in which something was last said comes first, on every device', async () => {
  const [anna, ben] = await groupOf(system(), ['anna', 'ben'], { title: 'Choir' })
  const [bike, dance] = [
    await anna.device.client.createGroup({ title: 'Bike', members: [ben.account.user] }),
    await anna.device.client.createGroup({ title: 'Dance', members: [ben.account.user] }),
  ]
  const tablet = await deviceOf(anna.account)
  const everywhere = async (order: string[]) => {
    for (const device of [anna.device, ben.device, tablet])
      await eventually(() => expect(titles(device)).toEqual(order))
    expect(titles(await deviceOf(ben.account))).toEqual(order)
  }
  await everywhere(['Dance', 'Bike', 'Choir'])
  await anna.chat.send('hello').acked
  await everywhere(['Choir', 'Dance', 'Bike'])
  const onBens = await theGroup(ben.device, bike.id)
  await onBens.send('hello').acked
  await everywhere(['Bike', 'Choir', 'Dance'])
  // What is no news to be shown moves no chat.
  await ben.chat.react(await theMessage(ben.chat, 'hello'), '👍').acked
  await dance.send('the last word').acked
  await everywhere(['Dance', 'Bike', 'Choir'])
})

describe('the list of chats shows the beginning of the last message', () => {
  test('also after it was edited or deleted, and not that of an older one', async () => {
    const [anna, ben] = await groupOf(system(), ['anna', 'ben'])
    await anna.chat.send('older').acked
    const { seq } = await anna.chat.send('newest').acked
    const everywhere = async (preview: string | undefined) => {
      for (const chat of [anna.chat, ben.chat])
        await eventually(() => expect(chat.preview || undefined).toBe(preview))
      const fresh = await deviceOf(ben.account)
      await eventually(() => expect(fresh.client.conversations()[0]!.preview || undefined).toBe(preview))
    }
    await everywhere('newest')
    await anna.chat.edit((await anna.chat.message(seq - 1))!, 'older, edited').acked
    await anna.chat.edit((await anna.chat.message(seq))!, 'newest, edited').acked
    await everywhere('newest, edited')
    await anna.chat.deleteForEveryone((await anna.chat.message(seq))!).acked
    await everywhere(undefined)
    await anna.chat.send('next').acked
    await everywhere('next')
  })
})

describe('unread counts', () => {
  test('leave out what one wrote oneself, also on another device and behind unread messages', async () => {
    const [anna, ben] = await groupOf(system(), ['anna', 'ben', 'cleo'])
    const tablet = await deviceOf(ben.account)
    const onTablet = await theGroup(tablet, anna.chat.id)
    const bens = async (unread: number) => {
      for (const chat of [ben.chat, onTablet]) await eventually(() => expect(chat.unread).toBe(unread))
      const fresh = await deviceOf(ben.account)
      await eventually(() => expect(fresh.client.conversation(anna.chat.id)!.unread).toBe(unread))
    }
    await anna.chat.send('one').acked
    await anna.chat.send('two').acked
    await bens(2)
    await onTablet.send('mine').acked
    await bens(2)
    await anna.chat.send('three').acked
    await ben.chat.send('mine too').acked
    await bens(3)
    ben.chat.markRead(2)
    await bens(2)
    onTablet.markRead(4)
    await bens(1)
    await anna.chat.react(await theMessage(anna.chat, 'mine'), '👍').acked
    await anna.chat.update({ title: 'Not a message' })
    await anna.chat.deleteForEveryone(await theMessage(anna.chat, 'one')).acked
    await anna.chat.send('four').acked
    await bens(2)
    ben.chat.markRead()
    await bens(0)
  })

  test('of mentions count those that are unread', async () => {
    const [anna, ben, cleo] = await groupOf(system(), ['anna', 'ben', 'cleo'])
    await anna.chat.send('nobody').acked
    await anna.chat.send('Ben and Cleo', { mentions: [ben.account.user, cleo.account.user] }).acked
    const { seq } = await anna.chat.send('Ben', { mentions: [ben.account.user] }).acked
    await eventually(() => expect([ben.chat.unreadMentions, cleo.chat.unreadMentions]).toEqual([2, 1]))
    await eventually(() => expect([ben.chat.unread, cleo.chat.unread]).toEqual([3, 3]))
    const fresh = await deviceOf(ben.account)
    await eventually(() => expect(fresh.client.conversations()[0]!.unreadMentions).toBe(2))
    ben.chat.markRead(seq - 1)
    await eventually(() => expect(fresh.client.conversations()[0]!.unreadMentions).toBe(1))
    ben.chat.markRead()
    await eventually(() => expect(fresh.client.conversations()[0]!.unreadMentions).toBe(0))
    expect([anna.chat.unreadMentions, cleo.chat.unreadMentions]).toEqual([0, 1])
  })

  test('stay what they are when a chat is marked unread, until it is read', async () => {
    const [anna, ben] = await groupOf(system(), ['anna', 'ben'])
    await anna.chat.send('hello').acked
    await eventually(() => expect(ben.chat.unread).toBe(1))
    ben.chat.markRead()
    await eventually(() => expect(ben.chat.unread).toBe(0))
    ben.chat.markUnread()
    expect([ben.chat.unread, ben.chat.chosen.markedUnread]).toEqual([0, true])
    const tablet = await deviceOf(ben.account)
    const onTablet = await theGroup(tablet, anna.chat.id)
    await eventually(() => expect(onTablet.chosen.markedUnread).toBe(true))
    await anna.chat.send('again').acked
    await eventually(() => expect(onTablet.unread).toBe(1))
    onTablet.markRead()
    await eventually(() => expect([ben.chat.unread, ben.chat.chosen.markedUnread]).toEqual([0, false]))
  })
})

describe('a chat', () => {
  const isListed = ({ client }: Device, { id }: Conversation) =>
    client.conversations().some((conversation) => conversation.id === id)

  test('that one deletes is gone on all one’s devices only, and comes back with the next message', async () => {
    const [anna, ben] = await groupOf(system(), ['anna', 'ben'])
    const [tablet, away] = [await deviceOf(ben.account), await deviceOf(ben.account)]
    for (const text of ['one', 'two']) await anna.chat.send(text).acked
    const onTablet = await theGroup(tablet, anna.chat.id)
    await eventually(() => expect(lines(onTablet.messages)).toContain('two'))
    await eventually(() => expect(lines(ben.chat.messages)).toContain('two'))
    away.client.disconnect()
    ben.chat.deleteChat()
    for (const device of [ben.device, tablet])
      await eventually(() => expect(isListed(device, onTablet)).toBe(false))
    await away.client.connect()
    await eventually(() => expect(isListed(away, onTablet)).toBe(false))
    const fresh = await deviceOf(ben.account)
    expect(isListed(fresh, onTablet)).toBe(false)

    await anna.chat.send('three').acked
    for (const device of [ben.device, tablet, away, fresh]) {
      await eventually(() => expect(isListed(device, ben.chat)).toBe(true))
      const chat = await theGroup(device, ben.chat.id)
      await eventually(async () => {
        const { messages, more } = await chat.history()
        expect([messages, more]).toEqual([[], false])
        expect([lines(chat.messages), chat.unread, chat.preview]).toEqual([['three'], 1, 'three'])
      })
    }
    await anna.chat.history()
    expect(lines(anna.chat.messages)).toEqual(['[created]', 'one', 'two', 'three'])
  })

  test('that is archived stays so when somebody writes', async () => {
    const [anna, ben] = await groupOf(system(), ['anna', 'ben'])
    const tablet = await deviceOf(ben.account)
    const onTablet = await theGroup(tablet, anna.chat.id)
    ben.chat.archive()
    await eventually(() => expect(onTablet.chosen.archived).toBe(true))
    await anna.chat.send('hello').acked
    for (const chat of [ben.chat, onTablet]) {
      await eventually(() => expect(texts(chat.messages)).toContain('hello'))
      expect(chat.chosen.archived).toBe(true)
    }
  })

  test('with somebody deleted begins anew with what either writes next', async () => {
    const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
    const [phone, other] = [await deviceOf(alice), await deviceOf(bob)]
    const [chat, onOther] = [await phone.with(bob), await other.with(alice)]
    await chat.send('old').acked
    await eventually(() => expect(texts(onOther.messages)).toEqual(['old']))
    chat.deleteChat()
    await chat.send('new').acked
    await eventually(() => expect(texts(chat.messages)).toEqual(['new']))
    await eventually(() => expect(texts(onOther.messages)).toEqual(['old', 'new']))
    expect(isListed(phone, chat)).toBe(true)
  })
})
