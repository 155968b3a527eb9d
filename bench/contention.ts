import type { RawSocket } from '../test/fixtures/raw-socket.ts'
import { TEXT } from './operations.ts'
import { Person, send } from './person.ts'
import { type Spread, spreadOf } from './statistics.ts'
import type { System } from './system.ts'

export type Contention = {
  /** Sends under way at any time, in one conversation. */
  readonly writers: number
  readonly messages: number
  readonly perSecond: number
  /** Sends that were told to come back later, because they lost their place too often. */
  readonly rejected: number
  readonly ack: Spread
}

/** The most devices a person may have; two people make a conversation. */
const DEVICES = 20

/** Writers of one conversation, each sending its next text as soon as the last is answered. */
export async function contention(
  system: System,
  counts: readonly number[],
  messages: number,
  progress: (line: string) => void,
): Promise<Contention[]> {
  const [alice, bob] = [await Person.signUp(system), await Person.signUp(system)]
  const chat = alice.conversationWith(bob)
  const people = [alice, bob]
  const most = Math.min(Math.max(...counts), DEVICES * people.length)
  const sockets: RawSocket[] = []
  for (let index = 0; index < most; index++) sockets.push(await people[index % people.length]!.connect())
  let head = Number((await send(sockets[0]!, chat, 0, TEXT)).seq)
  const results: Contention[] = []
  for (const writers of counts) {
    progress(`${writers} ${writers === 1 ? 'writer' : 'writers'} in one conversation`)
    const round = new Round(chat, head, messages)
    const start = performance.now()
    await Promise.all(Array.from({ length: writers }, (_, index) => round.write(sockets[index % most]!)))
    const seconds = (performance.now() - start) / 1000
    const { acks, rejected } = round
    results.push({ writers, messages, perSecond: acks.length / seconds, rejected, ack: spreadOf(acks) })
    head = round.head
  }
  for (const socket of sockets) await socket.close()
  return results
}

/** So many sends to one conversation, shared out among its writers as they come. */
class Round {
  head: number
  rejected = 0
  readonly acks: number[] = []
  readonly #chat: string
  #left: number

  constructor(chat: string, head: number, messages: number) {
    this.#chat = chat
    this.head = head
    this.#left = messages
  }

  async write(socket: RawSocket): Promise<void> {
    for (let after = this.head; this.#left-- > 0; ) {
      const start = performance.now()
      const { ok, seq, error } = await send(socket, this.#chat, after, TEXT)
      if (ok) {
        this.acks.push(performance.now() - start)
        after = Number(seq)
        this.head = Math.max(this.head, after)
      } else if (error?.code === 'CONTENDED') this.rejected++
      else throw new Error(`A send was answered ${error?.code}.`)
    }
  }
}
