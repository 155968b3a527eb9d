import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { FakeBackend } from '../test/fake-backend.ts'
import { serve } from '../test/real-network.ts'
import { type ChatClient, createClient, type Storage } from './index.ts'
import { fileStorage } from './node.ts'

/** Node's own fetch and WebSocket, a real port, real files and the real clock. */
let backend: FakeBackend
let server: Awaited<ReturnType<typeof serve>>
let folder: string
const clients: ChatClient[] = []

beforeEach(async () => {
  backend = new FakeBackend()
  server = await serve(backend)
  folder = await mkdtemp(join(tmpdir(), 'parley-client-'))
})
afterEach(async () => {
  await Promise.all(clients.splice(0).map((chat) => chat.close()))
  await server.stop()
  await rm(folder, { recursive: true })
})

async function client(
  handle: string,
  storage: Storage = fileStorage(join(folder, handle)),
): Promise<ChatClient> {
  const { password } = backend.person(handle)
  const chat = await createClient({ ...server, storage })
  clients.push(chat)
  if (!chat.me) await chat.signIn({ handle, password })
  await chat.connect()
  return chat
}

const eventually = (check: () => void) => vi.waitFor(check, { timeout: 15_000 })

test('two clients on real sockets and real files talk, are cut, restart and miss nothing', async () => {
  backend.person('bob')
  const [alice, bob] = [await client('alice'), await client('bob')]
  const heard: (string | undefined)[] = []
  bob.on('message', ({ message }) => heard.push(message.text))
  const toBob = await alice.openDirect('bob')
  await toBob.send('one').acked
  await eventually(() => expect(heard).toEqual(['one']))

  server.cut()
  toBob.send('two')
  await eventually(() => expect(heard).toEqual(['one', 'two']))
  await eventually(() => expect(toBob.peer.delivered).toBe(2))

  await bob.close()
  await toBob.send('three').acked
  const again = await client('bob')
  await eventually(() => expect(again.conversations()[0]?.head.seq).toBe(3))
  const toAlice = await again.openDirect('alice')
  await eventually(() => expect(toAlice.messages.map(({ text }) => text)).toContain('three'))
  await toAlice.history()
  expect(toAlice.messages.map(({ text }) => text)).toEqual(['one', 'two', 'three'])
})

test('a handshake with a spent ticket is refused, and the next attempt takes a new one', async () => {
  const alice = await client('alice')
  const connect = backend.connect.bind(backend)
  let refusals = 2
  backend.connect = (query, line) => (refusals-- > 0 ? undefined : connect(query, line))
  server.cut()
  await eventually(() => expect(refusals).toBeLessThan(0))
  await eventually(() => expect(alice.connection).toBe('online'))
})
