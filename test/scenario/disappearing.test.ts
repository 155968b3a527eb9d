import { setTimeout as sleep } from 'node:timers/promises'
import { memoryStorage } from '@parley/client'
import { expect, test } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import { rawHttp } from '../fixtures/raw-http.ts'
import { newcomer, rawSocketOf } from './accounts.ts'
import { deviceOf, newDevice } from './devices.ts'
import { groupOf, lines, openGroup, theGroup } from './groups.ts'
import { disappeared, rowOf, seqs, texts, upTo, wholeLog } from './log.ts'
import { useSystem } from './target.ts'

const system = useSystem()
const SECONDS = 6

test('messages disappear from every device, from storage and from the server on time, and their edits and reactions with them', async () => {
  const [anna, ben] = await groupOf(system(), ['anna', 'ben'])
  const storage = memoryStorage()
  const [tablet, away] = [await deviceOf(ben.account), await deviceOf(ben.account, { storage })]
  const onTablet = await openGroup(tablet, anna.chat.id)
  await anna.chat.send('stays').acked
  await anna.chat.update({ disappearAfter: SECONDS })
  const { seq } = await anna.chat.send('disappears').acked
  await eventually(async () => {
    for (const chat of [anna.chat, ben.chat, onTablet]) expect(texts(chat.messages)).toContain('disappears')
    expect(JSON.stringify(await storage.list({ prefix: '' }))).toContain('disappears')
  })
  await away.client.close()
  const message = (await anna.chat.message(seq))!
  expect(message.expiresAt).toBe(message.at + SECONDS * 1_000)
  await anna.chat.edit(message, 'disappears, edited').acked
  await ben.chat.react((await ben.chat.message(seq))!, '👍').acked
  await disappeared(message)

  const remains = ['[created]', 'stays', '[settings]']
  for (const chat of [anna.chat, ben.chat, onTablet])
    await eventually(() => expect(lines(chat.messages)).toEqual(remains))
  const back = await newDevice(system(), { storage })
  await back.client.connect()
  const late = await deviceOf(anna.account)
  for (const device of [back, late]) {
    const chat = await theGroup(device, anna.chat.id)
    await eventually(async () => {
      await chat.history()
      expect(lines(chat.messages)).toEqual(remains)
    })
    expect(device.heard.filter(({ text }) => text?.startsWith('disappears')).map(({ seq }) => seq)).toEqual(
      [],
    )
  }
  await eventually(async () =>
    expect(JSON.stringify(await storage.list({ prefix: '' }))).not.toContain('disappears'),
  )
  expect(JSON.stringify(await wholeLog(ben.account, anna.chat.id))).not.toContain('disappears')
  expect(JSON.stringify(await rowOf(ben.account, anna.chat.id))).not.toContain('disappears')
  const route = `GET /v1/conversations/${anna.chat.id}/messages/${seq}/text`
  expect((await rawHttp(system().httpUrl, route, { token: ben.account.token })).status).toBe(404)

  await anna.chat.update({ disappearAfter: 0 })
  await anna.chat.send('stays as well').acked
  for (const chat of [anna.chat, ben.chat, onTablet])
    await eventually(() => expect(lines(chat.messages)).toEqual([...remains, '[settings]', 'stays as well']))
})

test('positions go on behind what has disappeared, and a device that missed all of it goes on as well', async () => {
  const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
  const [phone, other] = [await deviceOf(alice), await deviceOf(bob)]
  const [chat, onOther] = [await phone.with(bob), await other.with(alice)]
  await onOther.update({ disappearAfter: SECONDS })
  other.client.disconnect()
  for (const number of upTo(3)) await chat.send(`gone ${number}`).acked
  await eventually(() => expect(texts(chat.messages)).toContain('gone 3'))
  await disappeared(chat.messages.at(-1)!)
  await chat.update({ disappearAfter: 0 })
  const { seq } = await chat.send('here').acked
  expect(seq).toBe(6)
  await other.client.connect()
  for (const each of [chat, onOther])
    await eventually(() => expect(lines(each.messages)).toEqual(['[settings]', '[settings]', 'here']))
  expect(texts(other.heard)).not.toContain('gone 1')
  onOther.markRead()
  await eventually(() => expect([onOther.unread, chat.peer.read]).toEqual([0, 6]))
  expect(seqs(await wholeLog(bob, chat.id))).toEqual([1, 5, 6])
})

test('what answers a retry is still the first message when that has disappeared', async () => {
  const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
  const chat = await (await deviceOf(alice)).with(bob)
  await chat.update({ disappearAfter: SECONDS })
  const socket = await rawSocketOf(alice)
  const message = { action: 'send', conversation: chat.id, clientId: 'the-same-one', after: 1, text: 'once' }
  const first = await socket.request(message)
  expect(first).toMatchObject({ ok: true, seq: 2 })
  await sleep((first.expires as number) - Date.now() + 500)
  expect(await socket.request(message)).toMatchObject({ ok: true, seq: 2 })
  expect(seqs(await wholeLog(alice, chat.id))).toEqual([1])
})
