import {
  type Change,
  type ConversationId,
  directId,
  directMembers,
  fitsInline,
  preview,
  type UserId,
} from '@parley/domain'
import type { OperationName, WireEntry } from '@parley/protocol'
import { OPERATIONS, Refusal, statusOf, toWireError } from '@parley/protocol'
import { type Account, FakeAccounts } from './fake-accounts.ts'
import { FakeFiles } from './fake-files.ts'
import { operations } from './fake-operations.ts'
import { FakePeople } from './fake-people.ts'
import { FakeRoom } from './fake-room.ts'
import { held, heldFrame } from './fake-wire.ts'

/** Where frames for one socket go. */
export type Line = { send: (frame: object) => void; close: () => void }
export type Speaker = { user: string; device: string }
type Socket = Line & Speaker
export type Deed = Speaker & {
  action: string
  conversation: string
  clientId: string
  after: number
  text?: string
  target?: number
  emoji?: string
  pinned?: boolean
  reply?: number
  mentions?: string[]
  forwarded?: boolean
  media?: string
}

const KINDS: Record<string, WireEntry['kind']> = {
  edit: 'edit',
  delete: 'deletion',
  react: 'reaction',
  pin: 'change',
}

/**
 * An honest Parley server in one object: logs 1..N, retries recognised, one-time tickets, groups, sync and receipts.
 * It shares with the real one the wire's tables and the domain, and nothing else.
 */
export class FakeBackend {
  readonly accounts = new FakeAccounts(() => this.now())
  readonly people = new FakePeople(this)
  /** The logs by conversation; of rooms that exist. */
  readonly logs = new Map<string, WireEntry[]>()
  readonly rooms = new Map<string, FakeRoom>()
  readonly sockets = new Set<Socket>()
  /** Every deed and receipt that has arrived, in order. */
  readonly sends: Deed[] = []
  readonly receipts: { user: string; conversation: string; delivered: number; read: number }[] = []
  readonly calls: OperationName[] = []
  /** Operations and actions that refuse their next calls. */
  readonly refusals: { name: string; refusal: Refusal }[] = []
  readonly invites = new Map<string, { conversation: string; by: string; expiresAt: number }>()
  readonly limits = { members: 1_000, small: 100 }
  resync = false
  /** Rows that one answer to a sync holds. */
  syncPage = Number.POSITIVE_INFINITY
  /** The server's clock before the devices'. */
  aheadMs = 0
  changes = 0
  readonly files = new FakeFiles(this)
  readonly #operations = operations(this)

  now(): number {
    return Date.now() + this.aheadMs
  }

  person(handle: string): Account {
    return this.accounts.person(handle)
  }

  /** What someone writes on a device that is not under test. */
  say(from: string, to: string, text: string, device = 'elsewhere'): WireEntry {
    const [a, b] = [this.person(from), this.person(to)]
    return this.sayIn(directId(a.user as UserId, b.user as UserId), from, text, { device })
  }

  sayIn(conversation: string, from: string, text: string, more: Partial<Deed> = {}): WireEntry {
    return this.does(conversation, from, { action: 'send', text, ...more })
  }

  /** What someone does on a device that is not under test. */
  does(conversation: string, from: string, deed: Partial<Deed> & { action: string }): WireEntry {
    const { user } = this.person(from)
    const clientId = `said-${this.room(conversation).log.length}-${from}`
    return this.#append({ device: 'elsewhere', clientId, after: 0, ...deed, conversation, user })
  }

  /** How far someone says to have come, on a device that is not under test. */
  mark(who: string, withWhom: string, mark: { delivered: number; read: number }): void {
    const [a, b] = [this.person(who), this.person(withWhom)]
    this.markIn(directId(a.user as UserId, b.user as UserId), who, mark)
  }

  markIn(conversation: string, who: string, mark: { delivered: number; read: number }): void {
    this.#mark({ user: this.person(who).user, device: 'elsewhere' }, { conversation, ...mark })
  }

  /** A group that someone not under test makes. */
  group(title: string, owner: string, ...members: string[]): string {
    const id = `gr_${String(this.rooms.size).padStart(25, '0')}`
    const users = members.map((member) => this.person(member).user as UserId)
    this.change(id, this.person(owner).user, { type: 'created', title, members: users, history: 'joined' })
    return id
  }

  /** Something happens to a conversation itself. */
  change(
    conversation: string,
    from: string,
    change: Change,
    speaker: Partial<Speaker & { clientId: string }> = {},
  ) {
    const { device = 'elsewhere', clientId = `changed-${++this.changes}` } = speaker
    const draft = { kind: 'change' as const, change: structuredClone(change) as WireEntry['change'] }
    const { entry, isNew } = this.room(conversation).append({ ...draft, from, device, clientId, after: 0 })
    if (isNew) this.#tell(conversation, entry)
    return entry
  }

  room(id: string): FakeRoom {
    const log = this.logs.get(id) ?? []
    const world = { tick: () => ++this.changes, now: () => this.now(), limits: this.limits }
    const room = this.rooms.get(id) ?? new FakeRoom(id as ConversationId, log, world)
    this.logs.set(id, log)
    this.rooms.set(id, room)
    return room
  }

  /** The room of someone who is or was in it. */
  roomOf(id: string | undefined, user: string): FakeRoom {
    const isThere = id !== undefined && (this.rooms.has(id) || directMembers(id)?.includes(user as UserId))
    if (!isThere) throw new Refusal('NOT_FOUND')
    const room = this.room(id)
    room.member(user)
    return room
  }

  /** To all sockets of these people but that of one device. */
  tell(users: readonly string[], event: object, except?: Speaker): void {
    for (const socket of this.sockets) {
      const isSpeaker = socket.user === except?.user && socket.device === except.device
      if (users.includes(socket.user) && !isSpeaker) socket.send(event)
    }
  }

  /** Opens a socket; undefined if the ticket is refused. */
  connect(query: URLSearchParams, line: Line) {
    const speaker = query.get('v') === '1' ? this.accounts.spend(query.get('ticket') ?? '') : undefined
    if (!speaker) return undefined
    for (const other of this.socketsOf(speaker)) this.closeSocket(other, 'replaced')
    const socket = { ...speaker, ...line }
    this.sockets.add(socket)
    return {
      receive: (frame: string) => this.#onFrame(socket, JSON.parse(frame)),
      closed: () => void this.sockets.delete(socket),
    }
  }

  socketsOf({ user, device }: Speaker): Socket[] {
    return [...this.sockets].filter((socket) => socket.user === user && socket.device === device)
  }

  closeSocket(socket: Socket, reason: string): void {
    socket.send({ event: 'closing', reason })
    socket.close()
    this.sockets.delete(socket)
  }

  handle(
    method: string,
    url: URL,
    token: string | undefined,
    body: object,
  ): { status: number; body: object } {
    try {
      return { status: 200, body: this.#operation(method, url, token, body) }
    } catch (error) {
      const wire = toWireError(error)
      if (wire.code === 'INTERNAL' && !(error instanceof Refusal)) throw error
      return { status: statusOf(wire), body: { error: wire } }
    }
  }

  act({ action, ...rest }: Deed): { seq: number; n: number; at: number; expires?: number } {
    const { seq, n, at, expires } = this.#append({ action, ...rest })
    return { seq, n, at, ...(expires !== undefined && { expires }) }
  }

  #operation(method: string, url: URL, token: string | undefined, body: object): object {
    const { name, path } = this.#route(method, url.pathname)
    this.calls.push(name)
    this.#refuse(name)
    const isOpen = OPERATIONS[name].door === 'accounts'
    const { user, signIn } = isOpen ? { user: '', signIn: 0 } : this.accounts.bearer(token)
    const query = Object.fromEntries(url.searchParams)
    const given = { path, query, body: body as Record<string, never> }
    return held(name, given, () => this.#operations[name]({ ...given, user, signIn }))
  }

  #route(method: string, pathname: string): { name: OperationName; path: Record<string, string> } {
    for (const [name, { route }] of Object.entries(OPERATIONS)) {
      const pattern = new RegExp(`^${route.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`)
      const match = pattern.exec(`${method} ${pathname}`)
      if (match) return { name: name as OperationName, path: { ...match.groups } }
    }
    throw new Refusal('UNSUPPORTED', 'route')
  }

  #onFrame(socket: Socket, frame: { action: string; id: string } & Record<string, unknown>): void {
    try {
      this.#refuse(frame.action)
      socket.send({ id: frame.id, ok: true, ...heldFrame(frame, () => this.#action(socket, frame)) })
    } catch (error) {
      socket.send({ id: frame.id, ok: false, error: toWireError(error) })
    }
  }

  #action(socket: Socket, frame: { action: string; id: string } & Record<string, unknown>): object {
    const { user, device } = socket
    if (frame.action === 'watch') return this.people.watch(socket, frame.users as string[])
    if (frame.action === 'typing') {
      this.people.typing(socket, frame as unknown as { conversation: string; doing: string })
      return {}
    }
    if (frame.action === 'ping') {
      if (frame.active) this.people.beat(socket)
      const { resync } = this
      this.resync = false
      return { at: this.now(), resync }
    }
    if (frame.action === 'receipt') {
      for (const receipt of frame.receipts as { conversation: string; delivered: number; read: number }[]) {
        this.receipts.push({ user, ...receipt })
        this.#mark({ user, device }, receipt)
      }
      return {}
    }
    const { id: _, ...deed } = frame as unknown as Deed & { id: string }
    return this.act({ ...deed, user, device })
  }

  #append(deed: Deed): WireEntry {
    this.sends.push(deed)
    const room = this.roomOf(deed.conversation, deed.user)
    const { action, user: from, device, clientId, after, target } = deed
    if (!room.members.includes(from as UserId)) throw new Refusal('FORBIDDEN')
    const { emoji, reply, mentions, forwarded } = deed
    const media = deed.media === undefined ? undefined : this.files.claim({ ...deed, media: deed.media })
    const optional = { target, emoji, reply, mentions, forwarded, media, ...contentOf(deed) }
    const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined))
    const kind = KINDS[action] ?? (fitsInline(deed.text ?? '') ? 'text' : 'long-text')
    const { entry, isNew } = room.append({ ...given, kind, from, device, clientId, after })
    if (isNew && deed.text !== undefined) room.texts.set(entry.target ?? entry.seq, deed.text)
    if (isNew) this.#tell(deed.conversation, entry)
    return entry
  }

  #tell(conversation: string, entry: WireEntry): void {
    const room = this.room(conversation)
    const hearing = [...(room.state?.members.keys() ?? [])].filter((user) => room.hears(user, entry))
    const event = { event: 'entries', conversation, entries: [structuredClone(entry)] }
    const isCreator = entry.change?.type === 'created' || entry.change?.type === 'joined'
    this.tell(hearing, event, isCreator ? undefined : { user: entry.from, device: entry.device })
  }

  #mark(
    speaker: Speaker,
    { conversation, ...mark }: { conversation: string; delivered: number; read: number },
  ): void {
    const room = this.roomOf(conversation, speaker.user)
    const said = room.mark(speaker.user, mark)
    for (const member of room.members) room.touch(member)
    const event = { event: 'receipt', conversation, user: speaker.user, ...said }
    this.tell([...room.members, speaker.user], event, speaker)
  }

  #refuse(name: string): void {
    const index = this.refusals.findIndex((refusal) => refusal.name === name)
    if (index >= 0) throw this.refusals.splice(index, 1)[0]!.refusal
  }
}

function contentOf({ action, text, target, pinned }: Deed): Partial<WireEntry> {
  if (action === 'pin')
    return { target: undefined, change: { type: pinned ? 'pinned' : 'unpinned', target: target! } }
  if (text === undefined) return {}
  if (fitsInline(text)) return { text }
  return { preview: preview(text), long: { chars: text.length, bytes: 0, sha256: '' } }
}
