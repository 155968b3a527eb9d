import { isAmong, type UserId } from '@parley/domain'
import type {
  OperationName,
  WireAccountSettings,
  WireContact,
  WirePresence,
  WireProfile,
} from '@parley/protocol'
import { Refusal } from '@parley/protocol'
import type { FakeBackend, Speaker } from './fake-backend.ts'
import type { Request } from './fake-operations.ts'

const WATCH_MS = 15 * 60_000
const DEFAULTS: WireAccountSettings = {
  readReceipts: 'everyone',
  lastSeen: 'everyone',
  picture: 'everyone',
  findable: 'everyone',
  pushPreviews: true,
}

/** What the fake backend knows of people besides their accounts: whom they know, who is there, where to push to. */
export class FakePeople {
  /** What the ticket says of presence; a heartbeat of 0 is off. */
  readonly times = { heartbeat: 5_000, timeout: 30_000 }
  readonly settings = new Map<string, WireAccountSettings>()
  readonly contacts = new Map<string, Map<string, WireContact>>()
  contactsPage = 500
  /** Where to push to, by `user/device`; `hasPush`: whether the deployment can. */
  readonly pushes = new Map<string, { service: string; token: string }>()
  hasPush = true
  /** What has arrived, in order. */
  readonly beats: Speaker[] = []
  readonly watches: (Speaker & { users: string[] })[] = []
  readonly typings: (Speaker & { conversation: string; doing: string })[] = []
  readonly #seen = new Map<string, { seen: number; online: boolean }>()
  readonly #watching = new WeakMap<object, { users: string[]; until: number }>()
  readonly #backend: FakeBackend

  constructor(backend: FakeBackend) {
    this.#backend = backend
  }

  settingsOf(user: string): WireAccountSettings {
    return { ...DEFAULTS, ...this.settings.get(user) }
  }

  /** Null takes away what was chosen. */
  set(user: string, chosen: object): WireAccountSettings {
    const settings = { ...this.settings.get(user), ...chosen }
    const kept = Object.entries(settings).filter(([, value]) => value !== null)
    this.settings.set(user, Object.fromEntries(kept) as WireAccountSettings)
    return this.settingsOf(user)
  }

  contactsOf(user: string): Map<string, WireContact> {
    const contacts = this.contacts.get(user) ?? new Map()
    this.contacts.set(user, contacts)
    return contacts
  }

  /** What a viewer sees of somebody. */
  profile(viewer: string, user: string): WireProfile {
    const { password: _, email: __, phone: ___, picture, ...shown } = this.#backend.accounts.account(user)
    const isShown = picture !== undefined && this.#isAmong('picture', user, viewer)
    return { ...shown, ...(isShown && { picture }) }
  }

  find(viewer: string, handle: unknown): WireProfile {
    const { user } = this.#backend.accounts.byHandle(handle)
    if (!this.#isAmong('findable', user, viewer)) throw new Refusal('NOT_FOUND')
    return this.profile(viewer, user)
  }

  /** Somebody has the app in use, or is found to have it no longer, as of a time. */
  turn(who: string, online: boolean, seen = this.#backend.now()): void {
    const { user } = this.#backend.person(who)
    this.#seen.set(user, { seen, online })
    for (const socket of this.#backend.sockets) {
      const { users = [], until = 0 } = this.#watching.get(socket) ?? {}
      if (!users.includes(user) || until <= this.#backend.now()) continue
      const presence = this.presence(socket.user, user)
      if (presence.seen !== undefined) socket.send({ event: 'presence', ...presence })
    }
  }

  presence(viewer: string, user: string): WirePresence {
    const isShown = this.#isAmong('lastSeen', user, viewer) && this.settingsOf(viewer).lastSeen !== 'nobody'
    return { user, ...(isShown && this.#seen.get(user)) }
  }

  watch(socket: Speaker, users: string[]): { presence: WirePresence[]; until: number } {
    const until = this.#backend.now() + WATCH_MS
    this.watches.push({ user: socket.user, device: socket.device, users })
    this.#watching.set(socket, { users, until })
    return { presence: users.map((user) => this.presence(socket.user, user)), until }
  }

  beat({ user, device }: Speaker): void {
    this.beats.push({ user, device })
    if (this.#seen.get(user)?.online) return
    const { handle } = this.#backend.accounts.account(user)
    this.turn(handle, true)
  }

  typing(speaker: Speaker, { conversation, doing }: { conversation: string; doing: string }): void {
    const { members } = this.#backend.roomOf(conversation, speaker.user)
    if (!members.includes(speaker.user as UserId)) throw new Refusal('FORBIDDEN')
    this.typings.push({ user: speaker.user, device: speaker.device, conversation, doing })
    const others = members.filter((member) => member !== speaker.user)
    this.#backend.tell(others, { event: 'typing', conversation, user: speaker.user, doing })
  }

  #isAmong(what: 'picture' | 'findable' | 'lastSeen', owner: string, viewer: string): boolean {
    const knows = this.contactsOf(owner).has(viewer)
    return isAmong(this.settingsOf(owner)[what], owner as UserId, viewer as UserId, knows)
  }
}

/** What the fake backend answers of people. */
export function ofPeople(backend: FakeBackend): Partial<Record<OperationName, (request: Request) => object>> {
  const { accounts, people } = backend
  const deviceOf = ({ user, path }: Request) => `${user}/${path.device}`
  return {
    getMe: ({ user }) => accounts.own(user),
    putMe: ({ user, body }) => {
      const holder = accounts.all.find(({ handle }) => handle === body.handle)
      if (holder && holder.user !== user) throw new Refusal('HANDLE_TAKEN')
      accounts.change(user, body)
      return accounts.own(user)
    },
    deleteMe: ({ user, body }) => {
      if (body.handle !== accounts.account(user).handle) throw new Refusal('FORBIDDEN')
      accounts.endSignIns(user)
      accounts.bury(user)
      for (const socket of backend.sockets)
        if (socket.user === user) backend.closeSocket(socket, 'signed-out')
      return {}
    },
    findPerson: ({ user, path }) => people.find(user, path.handle),
    getProfiles: ({ user, body }) => ({
      profiles: (body.users as string[]).map((other) => people.profile(user, other)),
    }),
    putSettings: ({ body, user }) => {
      const { device, ...wanted } = body
      const settings = people.set(user, wanted)
      backend.tell([user], { event: 'settings', settings }, { user, device })
      return settings
    },
    listContacts: ({ user, query }) => {
      const all = [...people.contactsOf(user).values()].sort((a, b) => (a.user < b.user ? -1 : 1))
      const behind = all.filter((contact) => contact.user > (query.after ?? ''))
      return { contacts: behind.slice(0, people.contactsPage), more: behind.length > people.contactsPage }
    },
    putContact: ({ user, path, body }) => {
      const contact = { user: accounts.account(path.user!, 'NOT_FOUND').user, ...body } as WireContact
      people.contactsOf(user).set(contact.user, contact)
      return contact
    },
    removeContact: ({ user, path }) => people.contactsOf(user).delete(path.user!) && {},
    getPresence: ({ user, body }) => ({
      presence: (body.users as string[]).map((other) => people.presence(user, other)),
    }),
    signOutEverywhere: ({ user, signIn, body }) => {
      accounts.endSignIns(user, body.keep === undefined ? undefined : signIn)
      for (const socket of backend.sockets) {
        if (socket.user === user && socket.device !== body.keep) backend.closeSocket(socket, 'signed-out')
      }
      return {}
    },
    putPush: (request) => {
      if (!accounts.devices.has(deviceOf(request))) throw new Refusal('NOT_FOUND')
      const { service, token } = request.body
      for (const [device, push] of people.pushes) if (push.token === token) people.pushes.delete(device)
      if (people.hasPush) people.pushes.set(deviceOf(request), { service, token })
      return { on: people.hasPush }
    },
    removePush: (request) => {
      people.pushes.delete(deviceOf(request))
      return {}
    },
  }
}
