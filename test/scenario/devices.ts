import {
  type ChatClient,
  type ClientOptions,
  type ConnectionState,
  type Conversation,
  createClient,
  type Message,
  memoryStorage,
} from '@parley/client'
import { afterEach } from 'vitest'
import type { Account } from './accounts.ts'
import type { System } from './target.ts'

/** Reconnects at once, and finds gaps at once: what the scenarios wait for is not the point of them. */
const PROMPT = { backoffBaseMs: 20, backoffCapMs: 500, gapMs: 50, receiptMs: 20 }

/** An app on one device: an SDK client, and everything it was told. */
export class Device {
  readonly client: ChatClient
  readonly heard: Message[] = []
  /** Every state that its connection was in. */
  readonly states: ConnectionState[] = []

  constructor(client: ChatClient) {
    this.client = client
    client.on('message', ({ message }) => this.heard.push(message))
    client.on('connection', ({ state }) => this.states.push(state))
    opened.add(this)
  }

  /** What was heard of one conversation, in the order in which it was. */
  heardIn({ id }: { id: string }): Message[] {
    return this.heard.filter((message) => message.conversation === id)
  }

  with(person: { handle: string }): Promise<Conversation> {
    return this.client.openDirect(person.handle)
  }
}

const opened = new Set<Device>()
afterEach(async () => {
  await Promise.all([...opened].map(({ client }) => client.close()))
  opened.clear()
})

/** A client that nobody has signed in on yet. */
export async function newDevice(system: System, options: Partial<ClientOptions> = {}): Promise<Device> {
  const { httpUrl, socketUrl } = system
  const { timing, storage = memoryStorage(), ...others } = options
  return new Device(
    await createClient({ httpUrl, socketUrl, storage, timing: { ...PROMPT, ...timing }, ...others }),
  )
}

/** A device of the account, signed in and connected. */
export async function deviceOf(account: Account, options: Partial<ClientOptions> = {}): Promise<Device> {
  const device = await newDevice(account.system, options)
  const { handle, password } = account
  await device.client.signIn({ handle, password })
  await device.client.connect()
  return device
}

export async function devicesOf(account: Account, count: number): Promise<Device[]> {
  return Promise.all(Array.from({ length: count }, () => deviceOf(account)))
}
