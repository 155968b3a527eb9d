import type { ConnectionId, ConversationId, Entry, Head, UserId } from '@parley/domain'
import type { ActionName, ActionRequest, AnyEvent, AnyRequest, OperationReply } from '@parley/protocol'
import { Refusal } from '@parley/protocol'
import { perform } from '../../lambdas/actions/index.ts'
import { knownConversations } from '../../lambdas/conversation/known-conversations.ts'
import { announceChoice } from '../../lambdas/delivery/announce-choice.ts'
import { announceReceipt } from '../../lambdas/delivery/announce-receipt.ts'
import type { ChoiceNews, ReceiptNews } from '../../lambdas/delivery/announcement.ts'
import { deliver } from '../../lambdas/delivery/deliver.ts'
import { deliverPart } from '../../lambdas/delivery/deliver-part.ts'
import { operations } from '../../lambdas/operations/index.ts'
import type { Operation, OperationInput } from '../../lambdas/operations/operation.ts'
import type { Part, Speaker } from '../../lambdas/ports.ts'
import { remembered } from '../../lambdas/remembered.ts'
import type { Rules } from '../../lambdas/rules.ts'
import { newWorld } from '../fixtures/world.ts'
import type { Random } from './random.ts'

/** How many warm functions answer, and how many deliver: each remembers what it has seen, and no more. */
const FUNCTIONS = 3

type OperationName = keyof typeof operations
type Ports = ReturnType<Backend['portsOf']>

/** A function that died, or a call that did not answer: before it took effect, or after. */
export class Injected extends Error {
  override readonly name = 'Injected'
}

/**
 * The server's own code on the world in memory, as AWS would run it: several warm functions, a stream of what was
 * written, calls that fail. Which functions, records and faults is drawn by the seed.
 */
export class Backend {
  readonly world: ReturnType<typeof newWorld>
  /** Every entry as it was written, in order. */
  readonly placed: Entry[] = []
  /** Entries that fan-out has not finished with, and parts of large ones. */
  readonly stream: Entry[] = []
  readonly parts: Part[] = []
  /** What devices said of themselves that announce has not finished with. */
  readonly announcements: (ReceiptNews | ChoiceNews)[] = []
  /** How many calls in a hundred fail. */
  failing = 0
  /** Who hears a frame. */
  onFrame: (connection: ConnectionId, event: AnyEvent) => void = () => {}
  readonly #random: Random
  readonly #functions: Ports[]
  #connections = 0

  constructor(random: Random, rules: Partial<Rules>) {
    this.#random = random
    this.world = newWorld(rules)
    this.world.inbox.onSaid((news) => void this.announcements.push(news))
    this.#functions = Array.from({ length: 2 * FUNCTIONS }, () => this.portsOf())
  }

  get now(): number {
    return this.world.clock.now
  }

  /** What a frame of this connection is answered: throws what the frame edge would turn into an error. */
  act<Name extends ActionName>(connection: ConnectionId, request: ActionRequest<Name>): Promise<object> {
    const ports = this.#random.pick(this.#functions.slice(0, FUNCTIONS))
    const speaker = async () => {
      const speaking = ports.speakers.get(connection) ?? (await ports.sockets.speaker(connection))
      if (!speaking) throw new Refusal('UNAUTHENTICATED')
      ports.speakers.set(connection, speaking)
      return speaking
    }
    return perform(request as AnyRequest, { ...ports, connection, speaker })
  }

  ask<Name extends OperationName>(
    user: UserId,
    name: Name,
    input: Partial<OperationInput<Name>>,
  ): Promise<OperationReply<Name>> {
    const ports = this.#random.pick(this.#functions.slice(0, FUNCTIONS))
    const operation = operations[name] as unknown as Operation<Name>
    const parts = { path: {}, query: {}, body: {}, ...input } as OperationInput<Name>
    return operation(parts, { ...ports, user, signedInAt: this.now })
  }

  /** Opens a socket; `opened` from when on it can be heard. */
  async connect(speaker: Speaker, opened: (connection: ConnectionId) => void): Promise<void> {
    const connection = `connection-${this.#connections++}` as ConnectionId
    const { sockets, post } = this.#functions[0]!
    await sockets.issue({ ...speaker, hash: connection, expiresAt: this.now + 1, signedInAt: this.now })
    const result = await sockets.open({ ...speaker, hash: connection }, connection, this.now)
    if (!result.opened) throw new Injected()
    // A post that comes before this is answered "gone": the handshake is not over.
    this.world.post.connect(connection)
    opened(connection)
    if (result.replaced) await post.close(result.replaced).catch(() => {})
  }

  /** fan-out gets these records, or gets them again; those that it could not finish stay where they were. */
  async deliver(entries: readonly Entry[], isRepeated: boolean): Promise<void> {
    const unfinished = await deliver(entries, this.#deliverer)
    this.parts.push(...this.world.parts.take())
    if (unfinished.size > 0 || isRepeated) return
    for (const entry of entries) remove(this.stream, entry)
  }

  async deliverPart(part: Part, isRepeated: boolean): Promise<void> {
    const isDone = await deliverPart(part, this.#deliverer).then(
      () => true,
      () => false,
    )
    if (isDone && !isRepeated) remove(this.parts, part)
  }

  async announce(news: ReceiptNews | ChoiceNews, isRepeated: boolean): Promise<void> {
    if (news.type === 'receipt') await announceReceipt(news, this.#deliverer)
    else await announceChoice(news, this.#deliverer)
    if (!isRepeated) remove(this.announcements, news)
  }

  get #deliverer(): Ports {
    return this.#random.pick(this.#functions.slice(FUNCTIONS))
  }

  /** What one function sees of the world. */
  portsOf() {
    const { world } = this
    const log = {
      ...world.log,
      place: async (...args: Parameters<typeof world.log.place>) => {
        const occupant = await world.log.place(...args)
        if (!occupant) {
          this.placed.push(args[0])
          this.stream.push(args[0])
        }
        return occupant
      },
    }
    const post = {
      ...world.post,
      send: async (connection: ConnectionId, frame: string) => {
        const outcome = await world.post.send(connection, frame)
        if (outcome === 'sent') this.onFrame(connection, JSON.parse(frame) as AnyEvent)
        return outcome
      },
    }
    const conversations = this.#unreliable(world.conversations)
    return {
      ...world,
      ...{ log: this.#unreliable(log), post: this.#unreliable(post), conversations },
      contacts: this.#unreliable(world.contacts),
      inbox: this.#unreliable(world.inbox),
      settings: this.#unreliable(world.settings),
      sockets: this.#unreliable(world.sockets),
      profiles: this.#unreliable(world.profiles),
      parts: this.#unreliable(world.parts),
      invites: this.#unreliable(world.invites),
      marks: this.#unreliable(world.marks),
      texts: this.#unreliable(world.texts),
      paces: world.paces,
      rules: world.rules,
      now: world.now,
      known: knownConversations(conversations),
      tails: remembered<ConversationId, Head>(100),
      speakers: remembered<ConnectionId, Speaker>(100),
    }
  }

  #unreliable<Port extends object>(port: Port): Port {
    const fails = () => this.failing > 0 && this.#random.chance(this.failing)
    return new Proxy(port, {
      get: (target, name) => {
        const call = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>
        return async (...args: unknown[]) => {
          if (fails()) throw new Injected()
          const result = await call.apply(target, args)
          if (fails()) throw new Injected()
          return result
        }
      },
    })
  }
}

function remove<Item>(items: Item[], item: Item): void {
  const index = items.indexOf(item)
  if (index >= 0) items.splice(index, 1)
}
