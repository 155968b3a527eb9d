import { type Message, memoryStorage } from '@parley/client'
import { describe, expect, test } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import { rawHttp } from '../fixtures/raw-http.ts'
import { newcomer, newDeviceId, rawSocketOf } from './accounts.ts'
import { deviceOf, newDevice } from './devices.ts'
import { type GroupMember, groupOf, lines, openGroup, theGroup, theMessage } from './groups.ts'
import { sendRaw, texts, wholeLog } from './log.ts'
import { useSystem } from './target.ts'

const system = useSystem()
const LONG = 'much too long for a frame '.repeat(2_000)

/** The message at a position, as a member's device has it. */
const at = async ({ chat }: Pick<GroupMember, 'chat'>, seq: number): Promise<Message> =>
  (await chat.message(seq))!

describe('an edited message', () => {
  test('is changed on every device, also on those that were away and those that come new', async () => {
    const [anna, ben] = await groupOf(system(), ['anna', 'ben'])
    const away = await deviceOf(ben.account)
    const onAway = await theGroup(away, anna.chat.id)
    const { seq } = await anna.chat.send('helo').acked
    await eventually(() => expect(texts(onAway.messages)).toContain('helo'))
    away.client.disconnect()
    await anna.chat.edit(await at(anna, seq), 'hello').acked
    await anna.chat.edit(await at(anna, seq), 'Hello!').acked
    await away.client.connect()
    const fresh = await deviceOf(ben.account)
    for (const device of [anna.device, ben.device, away, fresh]) {
      const chat = await theGroup(device, anna.chat.id)
      await eventually(async () => {
        await chat.history()
        expect(lines(chat.messages)).toEqual(['[created]', 'Hello!'])
        expect(chat.messages.at(-1)).toMatchObject({ seq, edited: true, kind: 'message' })
      })
    }
    const log = await wholeLog(ben.account, anna.chat.id)
    expect(log.map(({ kind, target, text }) => [kind, target, text])).toEqual([
      ['change', undefined, undefined],
      ['text', undefined, 'Hello!'],
      ['edit', seq, 'hello'],
      ['edit', seq, 'Hello!'],
    ])
  })

  test('tells apps that it has changed, and is told as a message once only', async () => {
    const [anna, ben] = await groupOf(system(), ['anna', 'ben'])
    const changed: (string | undefined)[] = []
    ben.device.client.on('changed', ({ message }) => changed.push(message.text))
    const { seq } = await anna.chat.send('one').acked
    await eventually(() => expect(texts(ben.chat.messages)).toContain('one'))
    await anna.chat.edit(await at(anna, seq), 'two').acked
    await eventually(() => expect(changed).toContain('two'))
    expect(texts(ben.device.heardIn(ben.chat))).toEqual([undefined, 'one'])
    expect(ben.chat.unread).toBe(1)
  })

  test('may be long before and after', async () => {
    const [anna, ben] = await groupOf(system(), ['anna', 'ben'])
    const longer = `${LONG}, and longer`
    const { seq } = await anna.chat.send('short').acked
    for (const text of [LONG, longer, 'short again', LONG]) {
      await eventually(async () => expect(await anna.chat.message(seq)).toBeDefined())
      await anna.chat.edit(await at(anna, seq), text).acked
      await eventually(async () => expect((await ben.chat.text(await at(ben, seq))) === text).toBe(true))
      const onFresh = await theGroup(await deviceOf(ben.account), anna.chat.id)
      expect((await onFresh.text((await onFresh.message(seq))!)) === text).toBe(true)
    }
  })

  test('of somebody else, of nobody or of no message is refused, and nothing changes', async () => {
    const [anna, ben] = await groupOf(system(), ['anna', 'ben'])
    const { seq } = await anna.chat.send('mine').acked
    await anna.chat.react(await at(anna, seq), '👍').acked
    await eventually(() => expect(texts(ben.chat.messages)).toContain('mine'))
    expect(() => ben.chat.edit(ben.chat.messages.at(-1)!, 'yours')).toThrow()
    const socket = await rawSocketOf(ben.account)
    const edit = async (target: number) =>
      socket.request({
        action: 'edit',
        conversation: anna.chat.id,
        clientId: `edit-of-${target}-here`,
        after: 0,
        target,
        text: 'yours',
      })
    expect((await edit(seq)).error?.code).toBe('FORBIDDEN')
    for (const target of [1, seq + 1, 99])
      expect(['FORBIDDEN', 'NOT_FOUND']).toContain((await edit(target)).error?.code)
    const long = await rawHttp(system().httpUrl, `POST /v1/conversations/${anna.chat.id}/messages`, {
      token: ben.account.token,
      body: { device: newDeviceId(), clientId: '12345678', after: 0, text: LONG, target: seq },
    })
    expect([long.status, long.body.error?.code]).toEqual([403, 'FORBIDDEN'])
    expect(await wholeLog(anna.account, anna.chat.id)).toHaveLength(3)
    expect(texts(anna.chat.messages)).toContain('mine')
  })

  test('that was sent again after the edit is still the same message', async () => {
    const [anna] = await groupOf(system(), ['anna', 'ben'])
    const socket = await rawSocketOf(anna.account)
    const first = { conversation: anna.chat.id, clientId: 'the-same-one', text: 'once' }
    const ack = await sendRaw(socket, first)
    const edit = {
      ...first,
      action: 'edit',
      target: ack.seq,
      clientId: 'an-edit-of-it',
      after: 0,
      text: 'twice',
    }
    expect(await socket.request(edit)).toMatchObject({ ok: true, seq: 3 })
    expect(await sendRaw(socket, first)).toMatchObject({ ok: true, seq: ack.seq })
    expect(await socket.request(edit)).toMatchObject({ ok: true, seq: 3 })
    expect((await sendRaw(socket, { ...first, text: 'twice' })).error?.code).toBe('IDEMPOTENCY_MISMATCH')
    expect((await socket.request({ ...edit, text: 'thrice' })).error?.code).toBe('IDEMPOTENCY_MISMATCH')
  })
})

describe('a message deleted for everyone', () => {
  const canary = () => `secret-${newDeviceId()}`

  test('is gone from every device and its storage, from history, and from its edits', async () => {
    const [anna, ben] = await groupOf(system(), ['anna', 'ben'])
    const [first, second, long] = [canary(), canary(), canary()]
    const storage = memoryStorage()
    const away = await deviceOf(ben.account, { storage })
    const onAway = await theGroup(away, anna.chat.id)
    const { seq } = await anna.chat.send(first).acked
    await anna.chat.edit(await at(anna, seq), second).acked
    await anna.chat.edit(await at(anna, seq), long.repeat(1_000)).acked
    await eventually(async () => expect((await onAway.message(seq))?.preview ?? '').toContain(long))
    away.client.disconnect()
    const log = await wholeLog(anna.account, anna.chat.id)
    await anna.chat.deleteForEveryone(await at(anna, seq)).acked

    await away.client.connect()
    const fresh = await deviceOf(ben.account)
    for (const device of [anna.device, ben.device, away, fresh]) {
      const chat = await theGroup(device, anna.chat.id)
      await eventually(async () => {
        await chat.history()
        expect(lines(chat.messages)).toEqual(['[created]', '[deleted]'])
      })
    }
    await eventually(async () => {
      const stored = JSON.stringify(await storage.list({ prefix: '' }))
      for (const text of [first, second, long]) expect(stored).not.toContain(text)
    })
    const after = await wholeLog(ben.account, anna.chat.id)
    expect(after.map(({ seq: position }) => position)).toEqual([1, 2, 3, 4, 5])
    expect([after[1]!.kind, after[4]!.kind]).toEqual(['deleted', 'deletion'])
    for (const text of [first, second, long]) expect(JSON.stringify(after)).not.toContain(text)
    for (const { seq: position } of log) {
      const route = `GET /v1/conversations/${anna.chat.id}/messages/${position}/text`
      expect((await rawHttp(system().httpUrl, route, { token: ben.account.token })).status).toBe(404)
    }
  })

  test('may be another’s only where one leads', async () => {
    const [anna, ben, cleo] = await groupOf(system(), ['anna', 'ben', 'cleo'])
    const { seq } = await ben.chat.send('rude').acked
    await eventually(() => expect(texts(cleo.chat.messages)).toContain('rude'))
    const socket = await rawSocketOf(cleo.account)
    const deletion = {
      action: 'delete',
      conversation: anna.chat.id,
      clientId: '12345678',
      after: 0,
      target: seq,
    }
    expect((await socket.request(deletion)).error?.code).toBe('FORBIDDEN')
    await eventually(async () => expect(await anna.chat.message(seq)).toBeDefined())
    const leader = await rawSocketOf(anna.account)
    expect(await leader.request(deletion)).toMatchObject({ ok: true })
    for (const { chat } of [anna, ben, cleo])
      await eventually(() => expect(lines(chat.messages)).toEqual(['[created]', '[deleted]']))
  })

  test('can be neither edited nor reacted to any more, and stays deleted', async () => {
    const [anna, ben] = await groupOf(system(), ['anna', 'ben'])
    const { seq } = await anna.chat.send('gone').acked
    await anna.chat.deleteForEveryone(await at(anna, seq)).acked
    const [hers, his] = [await rawSocketOf(anna.account), await rawSocketOf(ben.account)]
    const about = { conversation: anna.chat.id, after: 0, target: seq }
    const edit = await hers.request({ ...about, action: 'edit', clientId: 'an-edit-1', text: 'back' })
    const reaction = await his.request({ ...about, action: 'react', clientId: 'reaction-1', emoji: '👍' })
    for (const { error } of [edit, reaction]) expect(['NOT_FOUND', 'FORBIDDEN']).toContain(error?.code)
    await eventually(() => expect(lines(ben.chat.messages)).toEqual(['[created]', '[deleted]']))
  })

  test('that was sent again after the deletion is still the same message, and stays deleted', async () => {
    const [anna] = await groupOf(system(), ['anna', 'ben'])
    const socket = await rawSocketOf(anna.account)
    const first = { conversation: anna.chat.id, clientId: 'the-same-one', text: 'once' }
    const { seq } = await sendRaw(socket, first)
    await socket.request({
      action: 'delete',
      conversation: anna.chat.id,
      clientId: 'deletion-1',
      after: 0,
      target: seq,
    })
    expect(await sendRaw(socket, first)).toMatchObject({ ok: true, seq })
    const log = await wholeLog(anna.account, anna.chat.id)
    expect(log.map(({ kind }) => kind)).toEqual(['change', 'deleted', 'deletion'])
  })
})

test('a message that one deletes for oneself stays for everybody else', async () => {
  const [anna, ben] = await groupOf(system(), ['anna', 'ben'])
  await anna.chat.send('not for Ben').acked
  await ben.chat.deleteForMe(await theMessage(ben.chat, 'not for Ben'))
  await eventually(() => expect(lines(ben.chat.messages)).toEqual(['[created]']))
  expect(lines(anna.chat.messages)).toEqual(['[created]', 'not for Ben'])
  const onFresh = await openGroup(await deviceOf(anna.account), anna.chat.id)
  expect(lines(onFresh.messages)).toEqual(['[created]', 'not for Ben'])
})

test('a device that ends while an edit, a reaction and a deletion are on their way sends them when it is back', async () => {
  const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
  const storage = memoryStorage()
  const [phone, other] = [await deviceOf(alice, { storage }), await deviceOf(bob)]
  const [chat, onOther] = [await phone.with(bob), await other.with(alice)]
  for (const text of ['one', 'two', 'three']) await chat.send(text).acked
  await eventually(() => expect(texts(chat.messages)).toEqual(['one', 'two', 'three']))
  const [one, two, three] = chat.messages as [Message, Message, Message]
  phone.client.disconnect()
  chat.edit(one, 'one, edited')
  chat.react(two, '🎉')
  chat.deleteForEveryone(three)
  expect(chat.pending.map(({ kind, target }) => [kind, target])).toEqual([
    ['edit', 1],
    ['react', 2],
    ['delete', 3],
  ])
  await phone.client.close()
  const again = await newDevice(system(), { storage })
  await again.client.connect()
  await eventually(() => expect(lines(onOther.messages)).toEqual(['one, edited', 'two', '[deleted]']))
  expect(onOther.messages[1]!.reactions).toEqual({ [alice.user]: '🎉' })
  // What is heard of it may overtake its ack.
  await eventually(() => expect(again.client.conversation(chat.id)!.pending).toEqual([]))
})
