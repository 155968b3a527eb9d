import type { ClientId, ConversationId, DeviceId, UserId } from '@parley/domain'
import { directId } from '@parley/domain'
import { Refusal } from '@parley/protocol'
import { DEFAULT_RULES, type Rules } from '../../lambdas/rules.ts'
import { Backend, Injected } from './backend.ts'
import { Device } from './device.ts'
import { type Attempt, entryOf, type Item, type Said } from './item.ts'
import { type Random, randomOf } from './random.ts'
import type { Command } from './reference.ts'
import { begin, goOn, untilQuiet } from './scheduler.ts'

/** Limits at which a few people and a few minutes are many. */
export const RULES: Rules = {
  ...DEFAULT_RULES,
  groups: { members: 100, small: 100 },
  editWindow: 15 * 60,
  deleteWindow: 48 * 3600,
  retention: 0,
  paces: {
    ...DEFAULT_RULES.paces,
    conversation: { perSecond: 1e6, burst: 1e6 },
    device: { perSecond: 1e6, burst: 1e6 },
    user: { perSecond: 1e6, burst: 1e6 },
  },
}

export type Variant = {
  readonly kind: 'group' | 'direct'
  readonly people: number
  readonly history?: 'joined' | 'all'
  readonly rules?: Partial<Rules>
}

/** One conversation of a few people who do what the seed says. */
export class Run {
  readonly random: Random
  readonly backend: Backend
  readonly variant: Variant
  readonly people: readonly UserId[]
  readonly devices: readonly Device[]
  conversation: ConversationId
  readonly items: Item[] = []
  readonly attempts: Attempt[] = []
  /** What was done, to be read when it failed. */
  readonly trace: string[] = []
  /** Watermarks as devices said them. */
  readonly said: Said[] = []
  /** What people deleted for themselves, or tried to. */
  readonly cleared: { readonly user: UserId; readonly upTo: number }[] = []
  /** Blocks and their ends: how much had happened when each was asked for, and when it was granted. */
  readonly blocks: { readonly blocked: boolean; readonly from: number; to: number }[] = []
  /** How much has happened. */
  happened = 0
  /** What no test may meet: faults that nobody injected, promises broken on the way. */
  readonly broken: string[] = []
  hasVanished = false
  /** A code that lets anybody join. */
  invite = ''
  #ids = 0

  constructor(seed: number, variant: Variant) {
    this.random = randomOf(seed)
    this.variant = variant
    this.backend = new Backend(this.random, { ...RULES, ...variant.rules })
    this.people = Array.from({ length: variant.people }, (_, index) => `${index}`.padStart(25, 'p') as UserId)
    this.conversation = directId(this.people[0]!, this.people[1]!)
    this.devices = this.people.flatMap((user) =>
      Array.from({ length: 1 + this.random.below(2) }, (_, index) => this.#deviceOf(user, index)),
    )
    this.backend.onFrame = (connection, event) => {
      this.devices.find((device) => device.connection === connection)?.hear(event)
    }
    begin(this.random)
  }

  /** People have profiles and the conversation is there. */
  async found(): Promise<void> {
    const { backend, people, variant } = this
    const [owner, ...others] = people as [UserId, ...UserId[]]
    const { device } = this.devices[0]!.speaker
    for (const [index, user] of people.entries())
      this.start(backend.world.profiles.claim({ user, handle: `person${index}`, name: 'Somebody' }))
    await untilQuiet()
    for (const device of this.devices) if (this.random.chance(70)) this.start(this.connect(device))
    if (variant.kind === 'direct') return
    const members = others.filter(() => this.random.chance(70))
    const history = variant.history ?? 'joined'
    const body = { device, clientId: 'the-group', title: 'title 0', members, history }
    const created = backend.ask(owner, 'createGroup', { body })
    this.start(created)
    await untilQuiet()
    this.conversation = (await created).conversation as ConversationId
    const invited = backend.ask(owner, 'createInvite', {
      path: { conversation: this.conversation },
      body: {},
    })
    this.start(invited)
    await untilQuiet()
    this.invite = (await invited).code
  }

  /** So many things happen, one beside the other; then nothing fails any more, and all comes to rest. */
  async live(happenings: number, happen: () => void): Promise<void> {
    for (let count = 0; count < happenings; count++) {
      this.happened++
      happen()
      await goOn(this.random.below(12))
    }
    await this.#heal()
  }

  /** What a network and a day of time do: whoever is away comes back, and what was not answered is said again. */
  async #heal(): Promise<void> {
    const { backend, devices, items } = this
    this.note('everything works again')
    backend.failing = 0
    for (const { connection } of devices) if (connection) backend.world.post.answer(connection, undefined)
    await this.untilQuiet()
    for (let rounds = 0; rounds < 5; rounds++) {
      for (const device of devices) this.start(device.connection ? this.ping(device) : this.connect(device))
      await this.untilQuiet()
      for (const item of items.filter(({ ack }) => !ack)) this.start(this.say(item))
      await this.untilQuiet()
    }
    for (const device of devices) this.start(this.sync(device))
    await this.untilQuiet()
  }

  /** Whether a block was in place, beyond doubt, when so much had happened. */
  isBlockedAt(happened: number): boolean {
    const endedAfter = (begun: number) =>
      this.blocks.some(({ blocked, from, to }) => !blocked && from <= happened && to >= begun)
    return this.blocks.some(({ blocked, from, to }) => blocked && to < happened && !endedAfter(from))
  }

  get position(): number {
    return this.backend.placed.length
  }

  freshId(): ClientId {
    return `client-id-${this.#ids++}` as ClientId
  }

  note(line: string): void {
    this.trace.push(`${this.position}: ${line}`)
  }

  /** Starts something that goes on by itself. Whatever a fault of ours would not explain breaks the run. */
  start(doing: Promise<unknown>): void {
    doing.catch((error: unknown) => {
      if (error instanceof Injected || error instanceof Refusal) return
      this.broken.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
    })
  }

  /** Asks, and notes how that ended and what the log and the clock were meanwhile. */
  async attempt(user: UserId, command: Command, ask: () => Promise<object>, item?: Item): Promise<object> {
    const began = { user, command, from: this.position, since: this.backend.now, ...(item && { item }) }
    const attempt: Attempt = { ...began, to: Number.POSITIVE_INFINITY, until: Number.POSITIVE_INFINITY }
    try {
      const reply = await ask()
      const ended = { to: this.position, until: this.backend.now, seq: (reply as { seq?: number }).seq ?? 0 }
      this.attempts.push(Object.assign(attempt, ended))
      return reply
    } catch (error) {
      if (error instanceof Refusal) {
        const ended = { to: this.position, until: this.backend.now, code: error.code }
        this.attempts.push(Object.assign(attempt, ended))
      }
      throw error
    }
  }

  /** Says it once (more). Its device learns how that ended if it is still connected as it was. */
  async say(item: Item): Promise<void> {
    const { device, request, command } = item
    const { connection } = device
    if (!connection) return
    try {
      const act = () => this.backend.act(connection, request)
      const ack = (await this.attempt(device.speaker.user, command, act, item)) as NonNullable<Item['ack']>
      if (device.connection !== connection || this.random.chance(5)) return
      if (item.ack && item.ack.seq !== ack.seq)
        this.broken.push(`${request.clientId} is at ${item.ack.seq} and ${ack.seq}`)
      item.ack = ack
      device.receive([entryOf(item, ack)])
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.code !== 'CONTENDED' && error.code !== 'UNAUTHENTICATED') item.refused ??= error.code
    }
  }

  cut(device: Device): void {
    const { connection } = device
    if (!connection) return
    device.connection = undefined
    // Or nobody hears of it: posts go on succeeding.
    if (this.random.chance(70)) void this.backend.world.post.close(connection)
    if (this.random.chance(50)) this.start(this.backend.world.sockets.drop(connection))
  }

  /** Connects, and then syncs, as a device does until both went well. */
  async connect(device: Device): Promise<void> {
    this.cut(device)
    await this.backend.connect(device.speaker, (connection) => {
      device.connection = connection
    })
    await this.sync(device)
  }

  async sync(device: Device): Promise<void> {
    const { connection } = device
    for (let tries = 0; tries < 10 && connection && device.connection === connection; tries++) {
      try {
        return await device.sync()
      } catch (error) {
        if (!(error instanceof Injected)) throw error
      }
    }
    if (device.connection === connection) this.cut(device)
  }

  /** As the SDK's heartbeat: what the server could not post is asked for. */
  async ping(device: Device): Promise<void> {
    const { connection } = device
    if (!connection) return
    try {
      const reply = await this.backend.act(connection, { action: 'ping', id: 'p' })
      if ((reply as { resync: boolean }).resync) await this.sync(device)
    } catch (error) {
      if (error instanceof Refusal && device.connection === connection) this.cut(device)
      else if (!(error instanceof Injected)) throw error
    }
  }

  /** fan-out gets some of what is waiting, in any order, perhaps again. */
  deliverSome(entries = this.random.some(this.backend.stream), isRepeated = this.random.chance(20)): void {
    if (entries.length > 0) this.start(this.backend.deliver(entries, isRepeated))
    for (const part of this.random.some(this.backend.parts)) {
      this.start(this.backend.deliverPart(part, this.random.chance(20)))
    }
  }

  announceSome(isRepeated = this.random.chance(20)): void {
    for (const news of this.random.some(this.backend.announcements))
      this.start(this.backend.announce(news, isRepeated))
  }

  /** Until everything that was begun has come to an end and reached whom it is for. */
  async untilQuiet(): Promise<void> {
    await untilQuiet()
    const { stream, parts, announcements } = this.backend
    for (let rounds = 0; stream.length + parts.length + announcements.length > 0; rounds++) {
      if (rounds > 500) throw new Error('It cannot be delivered.')
      this.deliverSome()
      this.announceSome()
      await untilQuiet()
    }
  }

  #deviceOf(user: UserId, index: number): Device {
    const { random, backend } = this
    const device = `device-${user.at(-1)}-${index}` as DeviceId
    return new Device({ user, device }, this, {
      sync: (cursor) => backend.ask(user, 'sync', { query: cursor === undefined ? {} : { cursor } }),
      page: async (after) => {
        const since = backend.now
        const path = { conversation: this.conversation }
        const query = { after, limit: 1 + random.below(5) }
        const page = await backend.ask(user, 'listEntries', { path, query })
        if (page.entries.some(({ expires = Number.POSITIVE_INFINITY }) => expires <= since))
          this.broken.push(`${user} was given an entry that has expired`)
        if (page.entries.some(({ seq }) => seq < page.first || seq > page.last))
          this.broken.push(`${user} was given a page with entries beyond its ends`)
        return page
      },
    })
  }
}
