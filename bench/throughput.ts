import type { RawSocket } from '../test/fixtures/raw-socket.ts'
import { TEXT } from './operations.ts'
import { arrival, Person, send } from './person.ts'
import { type Spread, spreadOf } from './statistics.ts'
import type { System } from './system.ts'

export type Throughput = {
  /** Where the tables are: on a disk each write waits for it, much as it waits for DynamoDB on AWS. */
  readonly storage: 'disk' | 'memory'
  readonly conversations: number
  readonly messages: number
  /** Messages a second: stored and acked, and on the other side's device. */
  readonly ackedPerSecond: number
  readonly deliveredPerSecond: number
  /** Milliseconds from pressing send. */
  readonly ack: Spread
  readonly delivery: Spread
}

type Pair = { readonly from: RawSocket; readonly to: RawSocket; readonly chat: string }

/** In each conversation one person writes to another, the next text as soon as the last is acked. */
export async function throughput(
  system: System,
  storage: Throughput['storage'],
  conversations: number,
  each: number,
): Promise<Throughput> {
  const { sockets, pairs } = await acquaintances(system, conversations)
  // Not timed: the first message of a conversation asks whether its people exist, and environments start.
  await Promise.all(
    pairs.map(({ from, to, chat }) => Promise.all([arrival(to, chat, 1), send(from, chat, 0, TEXT)])),
  )

  const acks: number[] = []
  const deliveries: Promise<number>[] = []
  const start = performance.now()
  await Promise.all(pairs.map((one) => write(one, each, acks, deliveries)))
  const acked = performance.now() - start
  const delivered = await Promise.all(deliveries)
  const all = performance.now() - start
  await Promise.all(sockets.map((socket) => socket.close()))
  const messages = conversations * each
  return {
    storage,
    conversations,
    messages,
    ackedPerSecond: (messages / acked) * 1000,
    deliveredPerSecond: (messages / all) * 1000,
    ack: spreadOf(acks),
    delivery: spreadOf(delivered),
  }
}

async function write({ from, to, chat }: Pair, count: number, acks: number[], deliveries: Promise<number>[]) {
  for (let after = 1; after <= count; after++) {
    const start = performance.now()
    deliveries.push(arrival(to, chat, after + 1).then(() => performance.now() - start))
    const ack = await send(from, chat, after, TEXT)
    if (ack.seq !== after + 1) throw new Error(`Position ${after + 1} was answered ${JSON.stringify(ack)}.`)
    acks.push(performance.now() - start)
  }
}

/** As few people as have so many conversations with one another, each on one device. */
async function acquaintances(system: System, conversations: number) {
  const people: Person[] = []
  const sockets: RawSocket[] = []
  const pairs: Pair[] = []
  while (pairs.length < conversations) {
    const newcomer = await Person.signUp(system)
    const to = await newcomer.connect()
    for (const [index, person] of people.entries())
      pairs.push({ from: sockets[index]!, to, chat: person.conversationWith(newcomer) })
    people.push(newcomer)
    sockets.push(to)
  }
  return { sockets, pairs: pairs.slice(0, conversations) }
}
