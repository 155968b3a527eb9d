import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryStorage, type Storage } from '@parley/client'
import { fileStorage } from '@parley/client/node'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import type { RawSocket } from '../fixtures/raw-socket.ts'
import { conversationOf, newcomer, rawSocketOf } from './accounts.ts'
import { deviceOf, newDevice } from './devices.ts'
import { sendRaw, seqs, texts, upTo, wholeLog } from './log.ts'
import { TARGET, useSystem } from './target.ts'

const system = useSystem()

/** An emulator in Python takes five minutes for 5,000 messages: there a fifth must do, unless PARLEY_MISSED says how many. */
const MISSED = Number(process.env.PARLEY_MISSED ?? (TARGET === 'localstack' ? 1_000 : 5_000))

/** Appends so many messages as fast as one socket takes them. */
async function fill(socket: RawSocket, conversation: string, count: number, from = 0): Promise<void> {
  for (let after = from; after < from + count; after++)
    await sendRaw(socket, { conversation, clientId: randomUUID().slice(0, 18), text: `${after + 1}`, after })
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'parley-device-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

test(`a phone that was offline for ${MISSED.toLocaleString('en')} messages catches up in order, each exactly once`, {
  timeout: 400_000,
}, async () => {
  const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
  const phone = await deviceOf(bob)
  const chat = await phone.with(alice)
  const socket = await rawSocketOf(alice)
  await fill(socket, chat.id, 10)
  await eventually(() => expect(seqs(phone.heard)).toEqual(upTo(10)))
  phone.client.disconnect()

  await fill(socket, chat.id, MISSED, 10)
  expect(phone.heard).toHaveLength(10)
  await phone.client.connect()
  expect(chat.unread).toBe(MISSED + 10)
  await eventually(() => expect(seqs(phone.heard)).toEqual(upTo(MISSED + 10)))
  expect(texts(phone.heard)).toEqual(upTo(MISSED + 10).map(String))
})

test('a phone that comes back while others go on writing misses nothing', async () => {
  const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
  const phone = await deviceOf(bob)
  const chat = await phone.with(alice)
  const writing = fill(await rawSocketOf(alice), chat.id, 300)
  for (let round = 0; round < 5; round++) {
    phone.client.disconnect()
    await phone.client.connect()
    const heard = phone.heard.length
    await eventually(() => expect(phone.heard.length).toBeGreaterThan(Math.min(heard, 299)))
  }
  await writing
  await eventually(() => expect(texts(phone.heard)).toEqual(upTo(300).map(String)))
})

test('what was written without a network goes out in order when there is one', async () => {
  const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
  const [phone, other] = [await deviceOf(alice), await deviceOf(bob)]
  const chat = await phone.with(bob)
  await other.with(alice)
  phone.client.disconnect()
  const sent = upTo(5).map((number) => chat.send(String(number)))
  expect(chat.pending.map(({ status }) => status)).toEqual(Array(5).fill('pending'))
  await phone.client.connect()
  expect((await Promise.all(sent.map(({ acked }) => acked))).map(({ seq }) => seq)).toEqual(upTo(5))
  await eventually(() => expect(texts(other.heard)).toEqual(['1', '2', '3', '4', '5']))
})

test('what was in the outbox when the app ended goes out after its restart, exactly once', async () => {
  const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
  const [path, conversation] = [folder(), await conversationOf(alice, bob)]
  const written: string[] = []
  let phone = await deviceOf(alice, { storage: fileStorage(path) })
  // The app ends right after its user has pressed send: what was sent by then, and what not, is chance.
  for (let round = 1; round <= 5; round++) {
    const chat = await phone.with(bob)
    for (const number of upTo(4)) {
      written.push(`${round}:${number}`)
      chat.send(`${round}:${number}`)
    }
    await phone.client.close()
    phone = await newDevice(system(), { storage: fileStorage(path) })
    expect(phone.client.me?.user).toBe(alice.user)
    await phone.client.connect()
  }
  await eventually(async () => expect(texts(await wholeLog(bob, conversation))).toEqual(written))
  await eventually(() => expect(phone.client.conversation(conversation)!.pending).toEqual([]))
})

test('a storage can be held by one client at a time', async () => {
  const path = folder()
  const holder = await newDevice(system(), { storage: fileStorage(path) })
  await expect(newDevice(system(), { storage: fileStorage(path) })).rejects.toMatchObject({
    code: 'STORAGE_BUSY',
  })
  await holder.client.close()
  await newDevice(system(), { storage: fileStorage(path) })
})

test('a device remembers what it had heard, and hears only what is new', async () => {
  const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
  const storage: Storage = memoryStorage()
  const [writer, phone] = [await rawSocketOf(alice), await deviceOf(bob, { storage })]
  const { id } = await phone.with(alice)
  await fill(writer, id, 3)
  await eventually(() => expect(seqs(phone.heard)).toEqual([1, 2, 3]))
  await phone.client.close()
  await fill(writer, id, 2, 3)
  const again = await newDevice(system(), { storage })
  await again.client.connect()
  await eventually(() => expect(seqs(again.heard)).toEqual([4, 5]))
  const chat = again.client.conversation(id)!
  await chat.history()
  expect(seqs(chat.messages)).toEqual([1, 2, 3, 4, 5])
})
