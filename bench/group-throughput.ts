import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { type Cpu, cpuEach, cpuSince } from './cpu.ts'
import { TEXT } from './operations.ts'
import { settle, ticketOf } from './people.ts'
import { Person, send } from './person.ts'
import { type Spread, spreadOf } from './statistics.ts'
import { dynamoAt, type System } from './system.ts'

export type GroupThroughput = {
  readonly members: number
  readonly messages: number
  /** Messages a second: stored and acked, and on the devices of all others. */
  readonly ackedPerSecond: number
  readonly deliveredPerSecond: number
  /** How many entries reached how many devices a second. */
  readonly arrivalsPerSecond: number
  /** Milliseconds from pressing send to each device. */
  readonly delivery: Spread
  /** For each message, on all its way. It does not grow with how many came before it. */
  readonly cpu: Cpu
  /** Entries that came before one with a lower position, and entries that came again: none is missing. */
  readonly early: number
  readonly again: number
}

const LONGEST_WAIT_MS = 300_000

/** In one group the owner writes, the next text as soon as the last is acked, and every other device hears all of it. */
export async function groupThroughput(
  system: System,
  members: number,
  messages: number,
): Promise<GroupThroughput> {
  const client = dynamoAt(system.dynamodbUrl)
  const owner = await Person.signUp(system)
  const users = await settle(client, system.chatTable, members - 1)
  const body = { device: 'phone-of-the-owner', clientId: 'the-group', title: 'A group', members: users }
  const { conversation } = (await owner.ask('POST /v1/groups', body)) as { conversation: string }
  const own = await owner.connect()
  const sentAt: number[] = []
  const listeners: Listener[] = []
  for (const user of users) {
    const ticket = await ticketOf(client, system.chatTable, user)
    listeners.push(await Listener.open(`${system.socketUrl}?v=1&ticket=${ticket}`, sentAt))
  }
  client.destroy()
  await write(own, conversation, sentAt, 2) // not timed: environments start
  await allHave(listeners, 2)
  for (const listener of listeners) listener.forget()

  const [taken, start] = [cpuSince(system), performance.now()]
  for (let seq = 3; seq <= messages + 2; seq++) await write(own, conversation, sentAt, seq)
  const acked = performance.now() - start
  await allHave(listeners, messages + 2)
  const [cpu, all] = [cpuEach(taken(), messages), performance.now() - start]
  for (const listener of listeners) listener.close()
  await own.close()
  return {
    members,
    messages,
    ackedPerSecond: (messages / acked) * 1000,
    deliveredPerSecond: (messages / all) * 1000,
    arrivalsPerSecond: ((messages * listeners.length) / all) * 1000,
    delivery: spreadOf(listeners.flatMap(({ delays }) => delays)),
    cpu,
    early: listeners.reduce((total, { early }) => total + early, 0),
    again: listeners.reduce((total, { again }) => total + again, 0),
  }
}

type Sender = Awaited<ReturnType<Person['connect']>>

async function write(own: Sender, conversation: string, sentAt: number[], seq: number): Promise<void> {
  sentAt[seq] = performance.now()
  const ack = await send(own, conversation, seq - 1, TEXT)
  if (ack.seq !== seq) throw new Error(`Position ${seq} was answered ${JSON.stringify(ack)}.`)
}

/** Until every device has every position up to this one. Throws, and says what is missing, if that takes too long. */
async function allHave(listeners: readonly Listener[], seq: number): Promise<void> {
  const isMissing = (listener: Listener) => listener.whole < seq
  for (let waited = 0; listeners.some(isMissing); waited += 10) {
    if (waited > LONGEST_WAIT_MS) {
      const first = Math.min(...listeners.map(({ whole }) => whole)) + 1
      throw new Error(`${listeners.filter(isMissing).length} devices miss something, from ${first} on.`)
    }
    await sleep(10)
  }
}

type Event = { readonly event?: string; readonly entries?: readonly { readonly seq: number }[] }

/** A device that notes when each position came, and whether in order. */
class Listener {
  /** Every position up to here has come. */
  whole = 1
  early = 0
  again = 0
  delays: number[] = []
  readonly #socket: WebSocket
  readonly #sentAt: readonly number[]
  readonly #held = new Set<number>()

  static async open(address: string, sentAt: readonly number[]): Promise<Listener> {
    const socket = new WebSocket(address)
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('error', reject)
    })
    return new Listener(socket, sentAt)
  }

  private constructor(socket: WebSocket, sentAt: readonly number[]) {
    this.#socket = socket
    this.#sentAt = sentAt
    socket.on('message', (data) => {
      const { event, entries = [] } = JSON.parse(String(data)) as Event
      if (event === 'entries') for (const { seq } of entries) this.#hear(seq)
    })
  }

  #hear(seq: number): void {
    if (seq <= this.whole || this.#held.has(seq)) {
      if (seq > 1) this.again++
      return
    }
    this.delays.push(performance.now() - (this.#sentAt[seq] ?? Number.NaN))
    if (seq > this.whole + 1) this.early++
    this.#held.add(seq)
    while (this.#held.delete(this.whole + 1)) this.whole++
  }

  forget(): void {
    this.delays = []
    this.early = 0
    this.again = 0
  }

  close(): void {
    this.#socket.terminate()
  }
}
