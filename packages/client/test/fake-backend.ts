import { createHash } from 'node:crypto'
import { directId, directMembers, fitsInline, preview, type UserId } from '@parley/domain'
import type { OperationName, WireEntry } from '@parley/protocol'
import { OPERATIONS, Refusal, statusOf, toWireError } from '@parley/protocol'

/** Where frames for one socket go. */
export type Line = { send: (frame: object) => void; close: () => void }

type Account = { user: string; handle: string; name: string; password: string }
type Socket = Line & { user: string; device: string }
type Row = { delivered: number; read: number; changed: number }
type Request = {
  path: Record<string, string>
  query: Record<string, string>
  body: Record<string, unknown>
  user: string
}
type Sent = {
  conversation: string
  user: string
  device: string
  clientId: string
  after: number
  text: string
}

/**
 * An honest Parley server in one object: logs 1..N, retries recognised, one-time tickets, sync and receipts.
 * It shares with the real one the wire's tables, and nothing else.
 */
export class FakeBackend {
  readonly logs = new Map<string, WireEntry[]>()
  readonly sockets = new Set<Socket>()
  /** Every send and receipt that has arrived, in order. */
  readonly sends: Sent[] = []
  readonly receipts: { user: string; conversation: string; delivered: number; read: number }[] = []
  readonly calls: OperationName[] = []
  readonly accounts: Account[] = []
  /** Operations and actions that refuse their next calls. */
  readonly refusals: { name: string; refusal: Refusal }[] = []
  resync = false
  /** Rows that one answer to a sync holds. */
  syncPage = Number.POSITIVE_INFINITY
  tokenLifeMs = 3_600_000
  readonly #tickets = new Map<string, { user: string; device: string }>()
  readonly #tokens = new Map<string, { user: string; kind: 'access' | 'refresh'; expiresAt: number }>()
  readonly #rows = new Map<string, Row>()
  readonly #texts = new Map<string, string>()
  #changes = 0

  /** An account without a client. */
  person(handle: string): Account {
    const found = this.accounts.find((account) => account.handle === handle)
    if (found) return found
    const user = BigInt(`0x${createHash('sha256').update(handle).digest('hex')}`)
      .toString(36)
      .slice(0, 25)
    const account = { user, handle, name: handle.toUpperCase(), password: 'correct horse' }
    this.accounts.push(account)
    return account
  }

  /** What someone writes on a device that is not under test. */
  say(from: string, to: string, text: string, device = 'elsewhere'): WireEntry {
    const [a, b] = [this.person(from), this.person(to)]
    const conversation = directId(a.user as UserId, b.user as UserId)
    const clientId = `said-${this.#log(conversation).length}-${from}`
    return this.#append({ conversation, user: a.user, device, clientId, after: 0, text })
  }

  /** How far someone says to have come, on a device that is not under test. */
  mark(who: string, withWhom: string, mark: { delivered: number; read: number }): void {
    const [a, b] = [this.person(who), this.person(withWhom)]
    this.#mark(a.user, 'elsewhere', { conversation: directId(a.user as UserId, b.user as UserId), ...mark })
  }

  /** A token of a foreign identity provider becomes good. */
  tokenOf(user: string, token: string): void {
    this.#tokens.set(token, { user, kind: 'access', expiresAt: Number.POSITIVE_INFINITY })
  }

  endSessions(): void {
    this.#tokens.clear()
  }

  endAccessTokens(): void {
    for (const [token, { kind }] of this.#tokens) if (kind === 'access') this.#tokens.delete(token)
  }

  /** Opens a socket; undefined if the ticket is refused. */
  connect(
    query: URLSearchParams,
    line: Line,
  ): { receive: (frame: string) => void; closed: () => void } | undefined {
    const ticket = query.get('ticket') ?? ''
    const speaker = this.#tickets.get(ticket)
    if (!speaker || query.get('v') !== '1' || !this.#tickets.delete(ticket)) return undefined
    for (const other of this.sockets) {
      if (other.user !== speaker.user || other.device !== speaker.device) continue
      other.send({ event: 'closing', reason: 'replaced' })
      other.close()
      this.sockets.delete(other)
    }
    const socket = { ...speaker, ...line }
    this.sockets.add(socket)
    return {
      receive: (frame) => this.#onFrame(socket, JSON.parse(frame)),
      closed: () => void this.sockets.delete(socket),
    }
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

  #operation(method: string, url: URL, token: string | undefined, body: object): object {
    const { name, path } = this.#route(method, url.pathname)
    this.calls.push(name)
    this.#refuse(name)
    const known = token === undefined ? undefined : this.#tokens.get(token)
    const isOpen = OPERATIONS[name].door === 'accounts'
    if (!isOpen && (known?.kind !== 'access' || known.expiresAt < Date.now()))
      throw new Refusal('UNAUTHENTICATED')
    const query = Object.fromEntries(url.searchParams)
    return this.#operations[name]({
      path,
      query,
      body: body as Record<string, unknown>,
      user: known?.user ?? '',
    })
  }

  #route(method: string, pathname: string): { name: OperationName; path: Record<string, string> } {
    for (const [name, { route }] of Object.entries(OPERATIONS)) {
      const pattern = new RegExp(`^${route.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`)
      const match = pattern.exec(`${method} ${pathname}`)
      if (match) return { name: name as OperationName, path: { ...match.groups } }
    }
    throw new Refusal('UNSUPPORTED', 'route')
  }

  readonly #operations: Record<OperationName, (request: Request) => object> = {
    createAccount: ({ body }) => {
      if (this.accounts.some(({ handle }) => handle === body.handle)) throw new Refusal('HANDLE_TAKEN')
      Object.assign(this.person(String(body.handle)), body)
      return this.#session(this.person(String(body.handle)).user)
    },
    createSession: ({ body }) => {
      const account = this.accounts.find(({ handle }) => handle === body.handle)
      if (account?.password !== body.password) throw new Refusal('WRONG_CREDENTIALS')
      return this.#session(account?.user ?? '')
    },
    refreshSession: ({ body }) => {
      const refresh = this.#tokens.get(String(body.refreshToken))
      if (refresh?.kind !== 'refresh') throw new Refusal('WRONG_CREDENTIALS')
      return this.#session(refresh.user)
    },
    getMe: ({ user }) => this.#profile(user),
    putMe: ({ user, body }) => Object.assign(this.#account(user), body) && this.#profile(user),
    findPerson: ({ path }) => this.#profile(this.#byHandle(path.handle).user),
    getProfiles: ({ body }) => ({
      profiles: (body.users as string[]).map((user) => this.#profile(user)),
    }),
    createTicket: ({ user, body }) => {
      const ticket = `${user}.${String(body.device)}.${++this.#changes}`
      this.#tickets.set(ticket, { user, device: String(body.device) })
      return { ticket, expiresAt: Date.now() + 30_000 }
    },
    openDirect: ({ user, body }) => {
      const other = this.#byHandle(body.handle)
      const conversation = directId(user as UserId, other.user as UserId)
      const { unread: _, at: __, from: ___, preview: ____, ...row } = this.#row(user, conversation)
      return { ...row, with: this.#profile(other.user) }
    },
    sync: ({ user, query }) => {
      const since = Number(query.cursor ?? -1)
      if (Number.isNaN(since)) throw new Refusal('BAD_CURSOR')
      const mine = [...this.logs.keys()].filter((id) => directMembers(id)?.includes(user as UserId))
      const changeOf = (id: string) => this.#position(user, id).changed
      const changed = mine.filter((id) => changeOf(id) >= since).sort((x, y) => changeOf(x) - changeOf(y))
      const page = changed.slice(0, this.syncPage)
      const more = page.length < changed.length
      const cursor = String(more ? changeOf(page.at(-1)!) + 1 : this.#changes)
      return { conversations: page.map((id) => this.#row(user, id)), cursor, more }
    },
    listEntries: ({ path, query, user }) => {
      const log = this.#logOf(path.conversation, user)
      const limit = Math.min(Number(query.limit ?? 50), 200)
      const matching =
        query.after !== undefined
          ? log.filter(({ seq }) => seq > Number(query.after))
          : log.filter(({ seq }) => seq < Number(query.before ?? Number.POSITIVE_INFINITY)).reverse()
      return {
        entries: matching.slice(0, limit).map((entry) => this.#onWire(entry)),
        head: this.#head(log),
        more: matching.length > limit,
      }
    },
    sendLong: ({ path, body, user }) => {
      this.#logOf(path.conversation, user)
      const { seq, n, at } = this.#append({ conversation: path.conversation, user, ...body } as Sent)
      return { seq, n, at }
    },
    getText: ({ path, user }) => {
      this.#logOf(path.conversation, user)
      return { text: this.#texts.get(`${path.conversation}/${path.seq}`) ?? '' }
    },
  }

  #onFrame(socket: Socket, frame: { action: string; id: string } & Record<string, unknown>): void {
    try {
      this.#refuse(frame.action)
      socket.send({ id: frame.id, ok: true, ...this.#action(socket, frame) })
    } catch (error) {
      socket.send({ id: frame.id, ok: false, error: toWireError(error) })
    }
  }

  #action({ user, device }: Socket, frame: { action: string } & Record<string, unknown>): object {
    if (frame.action === 'ping') {
      const { resync } = this
      this.resync = false
      return { at: Date.now(), resync }
    }
    if (frame.action === 'receipt') {
      for (const receipt of frame.receipts as { conversation: string; delivered: number; read: number }[]) {
        this.receipts.push({ user, ...receipt })
        this.#mark(user, device, receipt)
      }
      return {}
    }
    this.#logOf(String(frame.conversation), user)
    const { conversation, clientId, after, text } = frame as unknown as Sent
    const { seq, n, at } = this.#append({ conversation, user, device, clientId, after, text })
    return { seq, n, at }
  }

  #append(sent: Sent): WireEntry {
    this.sends.push(sent)
    const log = this.#log(sent.conversation)
    const isRetry = ({ from, device, clientId, seq }: WireEntry) =>
      seq > sent.after && from === sent.user && device === sent.device && clientId === sent.clientId
    const earlier = log.find(isRetry)
    if (earlier) return earlier
    const seq = log.length + 1
    const { user: from, device, clientId, text } = sent
    const body = fitsInline(text)
      ? { kind: 'text' as const, text }
      : {
          kind: 'long-text' as const,
          preview: preview(text),
          long: { chars: text.length, bytes: 0, sha256: '' },
        }
    const entry: WireEntry = { seq, n: seq, at: 1_000_000 + seq, from, device, clientId, ...body }
    log.push(entry)
    this.#texts.set(`${sent.conversation}/${seq}`, text)
    this.#fanOut(sent.conversation, entry)
    return entry
  }

  #fanOut(conversation: string, entry: WireEntry): void {
    for (const user of new Set(directMembers(conversation))) {
      const row = this.#position(user, conversation)
      row.changed = ++this.#changes
      if (user === entry.from && row.read === entry.seq - 1) row.delivered = row.read = entry.seq
      for (const socket of this.sockets) {
        if (socket.user !== user || (user === entry.from && socket.device === entry.device)) continue
        socket.send({ event: 'entries', conversation, entries: [this.#onWire(entry)] })
      }
    }
  }

  #mark(user: string, device: string, mark: { conversation: string; delivered: number; read: number }): void {
    const row = this.#position(user, mark.conversation)
    const read = Math.max(row.read, mark.read)
    Object.assign(row, {
      read,
      delivered: Math.max(row.delivered, mark.delivered, read),
      changed: ++this.#changes,
    })
    const members: readonly string[] = directMembers(mark.conversation) ?? []
    for (const other of members) this.#position(other, mark.conversation).changed = this.#changes
    const event = { event: 'receipt', conversation: mark.conversation, user, delivered: row.delivered, read }
    for (const socket of this.sockets) {
      const isOther = socket.user !== user || socket.device !== device
      if (isOther && members.includes(socket.user)) socket.send(event)
    }
  }

  #row(user: string, conversation: string) {
    const log = this.#log(conversation)
    const last = log.at(-1)
    const { delivered, read } = this.#position(user, conversation)
    const other = directMembers(conversation)?.find((member) => member !== user) ?? user
    const peer = this.#position(other, conversation)
    return {
      conversation,
      head: this.#head(log),
      at: last?.at ?? 0,
      ...(last && { from: last.from, preview: preview(last.text ?? last.preview ?? '') }),
      mine: { delivered, read },
      peer: other === user ? { delivered: 0, read: 0 } : { delivered: peer.delivered, read: peer.read },
      unread: log.length - (log[read - 1]?.n ?? 0),
    }
  }

  #position(user: string, conversation: string): Row {
    const key = `${user}/${conversation}`
    const row = this.#rows.get(key) ?? { delivered: 0, read: 0, changed: 0 }
    this.#rows.set(key, row)
    return row
  }

  #session(user: string): object {
    const [accessToken, refreshToken] = [`a${++this.#changes}`, `r${this.#changes}`]
    const expiresAt = Date.now() + this.tokenLifeMs
    this.#tokens.set(accessToken, { user, kind: 'access', expiresAt })
    this.#tokens.set(refreshToken, { user, kind: 'refresh', expiresAt: Number.POSITIVE_INFINITY })
    return { user, accessToken, refreshToken, expiresAt }
  }

  #refuse(name: string): void {
    const index = this.refusals.findIndex((refusal) => refusal.name === name)
    if (index >= 0) throw this.refusals.splice(index, 1)[0]!.refusal
  }

  #account(user: string): Account {
    const account = this.accounts.find((other) => other.user === user)
    if (!account) throw new Refusal('NO_PROFILE')
    return account
  }

  #byHandle(handle: unknown): Account {
    const account = this.accounts.find((other) => other.handle === handle)
    if (!account) throw new Refusal('NOT_FOUND')
    return account
  }

  #profile(user: string) {
    const { handle, name } = this.#account(user)
    return { user, handle, name }
  }

  #log(conversation: string): WireEntry[] {
    const log = this.logs.get(conversation) ?? []
    this.logs.set(conversation, log)
    return log
  }

  #logOf(conversation: string | undefined, user: string): WireEntry[] {
    if (!conversation || !directMembers(conversation)?.includes(user as UserId))
      throw new Refusal('NOT_FOUND')
    return this.#log(conversation)
  }

  #head(log: readonly WireEntry[]) {
    return { seq: log.length, n: log.at(-1)?.n ?? 0 }
  }

  #onWire(entry: WireEntry): WireEntry {
    return structuredClone(entry)
  }
}
