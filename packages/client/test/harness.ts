import { afterEach, beforeEach, vi } from 'vitest'
import type { ChatClient, ClientOptions, Conversation, Storage } from '../src/index.ts'
import { createClient, memoryStorage } from '../src/index.ts'
import { FakeBackend } from './fake-backend.ts'
import { FakeNetwork } from './fake-network.ts'

/** A world with one backend, a clock that only moves when told, and devices that are closed after each test. */
export function fakeWorld() {
  const world = { backend: new FakeBackend(), devices: [] as Device[] }
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    world.backend = new FakeBackend()
  })
  afterEach(async () => {
    await Promise.all(world.devices.splice(0).map(({ chat }) => chat.close()))
    vi.useRealTimers()
  })
  return {
    get backend() {
      return world.backend
    },
    /** A device of this person, signed in; `storage` brings back one that was closed. */
    async device(handle: string, options: DeviceOptions = {}): Promise<Device> {
      const { name = `${handle}-phone`, signedIn = true, ...rest } = options
      const account = world.backend.person(handle)
      const network = new FakeNetwork(world.backend)
      const storage = rest.storage ?? memoryStorage()
      const chat = await createClient({
        httpUrl: 'http://backend',
        socketUrl: 'ws://backend',
        device: name,
        ...rest,
        storage,
        platform: { ...network.platform(`${name}-${world.devices.length}`), ...rest.platform },
      })
      const device = { chat, network, storage, heard: hear(chat) }
      world.devices.push(device)
      if (signedIn && !chat.me) await chat.signIn({ handle, password: account.password })
      return device
    },
    /** The same, and online. */
    async online(handle: string, options: DeviceOptions = {}): Promise<Device> {
      const device = await this.device(handle, options)
      await device.chat.connect()
      return device
    },
  }
}

export type DeviceOptions = Partial<ClientOptions> & { name?: string; signedIn?: boolean }
export type Device = { chat: ChatClient; network: FakeNetwork; storage: Storage; heard: Heard }
export type Heard = {
  texts: (string | undefined)[]
  seqs: number[]
  states: string[]
  errors: string[]
  receipts: string[]
}

/** Everything a client says, from its first moment. */
function hear(chat: ChatClient): Heard {
  const heard: Heard = { texts: [], seqs: [], states: [], errors: [], receipts: [] }
  chat.on('message', ({ message }) => {
    heard.texts.push(message.text)
    heard.seqs.push(message.seq)
  })
  chat.on('connection', ({ state }) => heard.states.push(state))
  chat.on('error', ({ code }) => heard.errors.push(code))
  chat.on('receipt', ({ delivered, read }) => heard.receipts.push(`${delivered}/${read}`))
  return heard
}

/** Lets the clock run, and everything that happens meanwhile happen. */
export async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms)
}

/** Lets everything happen that waits for no clock. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) {
    await vi.advanceTimersByTimeAsync(0)
    await new Promise(setImmediate)
  }
}

export function texts(conversation: Conversation): (string | undefined)[] {
  return conversation.messages.map(({ text }) => text)
}
