import { describe, expect, test } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import type { RawSocket } from '../fixtures/raw-socket.ts'
import { conversationOf, newcomer, rawSocketOf } from './accounts.ts'
import { deviceOf } from './devices.ts'
import { type GroupMember, groupOf, theGroup } from './groups.ts'
import { rowOf, wholeLog } from './log.ts'
import { ONLY_EMBEDDED, useEmbeddedWith, useSystem } from './target.ts'

/** So few make a group large that it need not be large. */
const embedded = useEmbeddedWith({ groupSmall: '3' })
const system = ONLY_EMBEDDED ? useSystem() : embedded
const where = ONLY_EMBEDDED ? ' (only where it can be set what is large)' : ''

const TYPING = { action: 'typing', doing: 'typing' }

/** Who writes, as somebody sees it: names by what they do. */
function typistsOf({ chat }: Pick<GroupMember, 'chat'>): Record<string, string> {
  return Object.fromEntries(chat.typists)
}

function sees(member: GroupMember, typists: Record<string, string>): Promise<void> {
  return eventually(() => expect(typistsOf(member)).toEqual(typists))
}

function noticesOn(socket: RawSocket): unknown[] {
  return socket.frames.filter(({ event }) => event === 'typing').map(({ user }) => user)
}

describe('who writes or speaks', () => {
  test('is seen by everybody else in the conversation, until the message is there', async () => {
    const [anna, ben, cleo] = await groupOf(system(), ['anna', 'ben', 'cleo'])
    const tablet = await deviceOf(anna.account)
    const own = { ...anna, device: tablet, chat: await theGroup(tablet, anna.chat.id) }
    const changes: number[] = []
    ben.device.client.on('typing', ({ conversation }) => changes.push(conversation.typists.size))
    anna.chat.typing()
    for (const member of [ben, cleo]) await sees(member, { [anna.account.user]: 'typing' })
    cleo.chat.typing('recording')
    await sees(ben, { [anna.account.user]: 'typing', [cleo.account.user]: 'recording' })
    await sees(anna, { [cleo.account.user]: 'recording' })
    await anna.chat.send('done').acked
    await sees(ben, { [cleo.account.user]: 'recording' })
    cleo.chat.typing('nothing')
    for (const member of [anna, ben]) await sees(member, {})
    expect(changes).toEqual([1, 2, 1, 0])
    expect(typistsOf(own)).toEqual({})
  })

  test('and says nothing more is seen for a while only, and nothing of it is kept', async () => {
    const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
    const [phone, other] = [await deviceOf(alice), await deviceOf(bob)]
    const [chat, onOther] = [await phone.with(bob), await other.with(alice)]
    await chat.send('hello').acked
    await eventually(() => expect(onOther.unread).toBe(1))
    await eventually(async () => expect((await rowOf(alice, chat.id)).peer.delivered).toBe(1))
    const kept = async () => [
      await wholeLog(bob, chat.id),
      await rowOf(alice, chat.id),
      await rowOf(bob, chat.id),
    ]
    const before = await kept()
    const socket = await rawSocketOf(alice)
    expect(await socket.request({ ...TYPING, conversation: chat.id })).toMatchObject({ ok: true })
    await eventually(() => expect([...onOther.typists.keys()]).toEqual([alice.user]))
    const late = await deviceOf(bob)
    expect((await late.with(alice)).typists.size).toBe(0)
    expect(await kept()).toEqual(before)
    await eventually(() => expect(onOther.typists.size).toBe(0))
  })
})

describe('nobody is told', () => {
  test('of who is no member, nor is who is none', async () => {
    const [anna, ben] = await groupOf(system(), ['anna', 'ben', 'cleo'])
    const mallory = await newcomer(system(), 'mallory')
    const [outsider, removed] = [await rawSocketOf(mallory), await rawSocketOf(ben.account)]
    await anna.chat.removeMember(ben.account.user)
    await eventually(() => expect(ben.chat.about!.role).toBeUndefined())
    for (const [socket, code] of [
      [outsider, 'NOT_FOUND'],
      [removed, 'FORBIDDEN'],
    ] as const) {
      const { ok, error } = await socket.request({ ...TYPING, conversation: anna.chat.id })
      expect([ok, error?.code]).toEqual([false, code])
    }
    await anna.chat.send('between us').acked
    const socket = await rawSocketOf(anna.account)
    expect(await socket.request({ ...TYPING, conversation: anna.chat.id })).toMatchObject({ ok: true })
    // What was on its way to these is there before the answer to what is asked now.
    for (const each of [outsider, removed, socket]) {
      expect(await each.request({ action: 'ping' })).toMatchObject({ ok: true })
      expect(noticesOn(each)).toEqual([])
    }
    expect(anna.chat.typists.size).toBe(0)
  })

  test('by somebody blocked, nor of who blocks it', async () => {
    const [alice, mallory] = [await newcomer(system(), 'alice'), await newcomer(system(), 'mallory')]
    const sockets = [await rawSocketOf(alice), await rawSocketOf(mallory)]
    const conversation = await conversationOf(mallory, alice)
    const sender = await deviceOf(mallory)
    await (await sender.with(alice)).send('hello').acked
    const chat = await (await deviceOf(alice)).with(mallory)
    await chat.block()
    for (const socket of sockets)
      expect(await socket.request({ ...TYPING, conversation })).toMatchObject({ ok: true })
    for (const socket of sockets) {
      await socket.request({ action: 'ping' })
      expect(noticesOn(socket)).toEqual([])
    }
    await chat.block(false)
    const again = await rawSocketOf(mallory)
    expect(await again.request({ ...TYPING, conversation })).toMatchObject({ ok: true })
    await eventually(() => expect(noticesOn(sockets[0]!)).toEqual([mallory.user]))
  })

  test.skipIf(ONLY_EMBEDDED)(`in a large group${where}`, async () => {
    const [anna, ben] = await groupOf(system(), ['anna', 'ben', 'cleo', 'dora'])
    const [writing, reading] = [await rawSocketOf(anna.account), await rawSocketOf(ben.account)]
    expect(await writing.request({ ...TYPING, conversation: anna.chat.id })).toMatchObject({ ok: true })
    await reading.request({ action: 'ping' })
    expect(noticesOn(reading)).toEqual([])
  })
})
