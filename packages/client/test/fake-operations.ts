import { type Change, changeFault, directId, NOTHING_SEEN, neededChange, type UserId } from '@parley/domain'
import type { OperationName, WireConversation } from '@parley/protocol'
import { Refusal } from '@parley/protocol'
import type { Deed, FakeBackend } from './fake-backend.ts'
import { ofPeople } from './fake-people.ts'
import type { FakeRoom } from './fake-room.ts'

export type Request = {
  path: Record<string, string>
  query: Record<string, string>
  // biome-ignore lint/suspicious/noExplicitAny: bodies are taken as they come
  body: Record<string, any>
  user: string
  /** Of the token that came with it. */
  signIn: number
}
type Operations = Record<OperationName, (request: Request) => object>

/** What the fake backend answers over HTTPS. */
export function operations(backend: FakeBackend): Operations {
  return {
    ...ofAccounts(backend),
    ...ofLogs(backend),
    ...ofGroups(backend),
    ...ofOneself(backend),
    ...ofPeople(backend),
    ...backend.files.operations,
  } as Operations
}

function ofAccounts({ accounts, people }: FakeBackend): Partial<Operations> {
  return {
    createAccount: ({ body }) => accounts.signUp(body),
    createSession: ({ body }) => accounts.signIn(body),
    refreshSession: ({ body }) => accounts.refresh(body.refreshToken),
    changePassword: ({ body }) => accounts.changePassword(body),
    createTicket: ({ user, body }) => {
      accounts.account(user)
      return { ...accounts.ticket(user, body.device), presence: people.times }
    },
  }
}

function ofLogs(backend: FakeBackend): Partial<Operations> {
  return {
    openDirect: ({ user, body }) => {
      const other = backend.accounts.byHandle(body.handle)
      const id = directId(user as UserId, other.user as UserId)
      const profile = backend.rooms.has(id)
        ? backend.people.profile(user, other.user)
        : backend.people.find(user, body.handle)
      return { with: profile, row: backend.room(id).wireRow(user) }
    },
    sync: ({ user, query }) => {
      const since = Number(query.cursor ?? -1)
      if (Number.isNaN(since)) throw new Refusal('BAD_CURSOR')
      const mine = [...backend.rooms.values()].filter(({ state }) => state?.members.has(user as UserId))
      const changed = mine
        .filter((room) => room.row(user).changed >= since || room.state?.large)
        .sort((x, y) => x.row(user).changed - y.row(user).changed)
      const page = changed.slice(0, backend.syncPage)
      const more = page.length < changed.length
      const cursor = String(more ? page.at(-1)!.row(user).changed + 1 : backend.changes)
      const settings = backend.people.settingsOf(user)
      return { conversations: page.map((room) => room.wireRow(user)), settings, cursor, more }
    },
    listEntries: ({ path, query, user }) => backend.roomOf(path.conversation, user).page(user, query),
    sendLong: ({ path, body, user }) => {
      const action = body.target === undefined ? 'send' : 'edit'
      return backend.act({ ...(body as Deed), action, conversation: path.conversation!, user })
    },
    getText: ({ path, user }) => {
      return { text: backend.roomOf(path.conversation, user).texts.get(Number(path.seq)) ?? '' }
    },
    listReceipts: ({ path, user }) => {
      const room = backend.roomOf(path.conversation, user)
      const members = room.members.map((member) => {
        const { delivered, read } = room.row(member) ?? NOTHING_SEEN
        return { user: member, delivered, read }
      })
      return { members }
    },
  }
}

function ofGroups(backend: FakeBackend): Partial<Operations> {
  const change = (room: FakeRoom, user: string, wanted: Change): object => {
    const by = user as UserId
    const fault = changeFault(room.state!, by, wanted, backend.limits)
    if (fault)
      throw new Refusal(fault === 'forbidden' ? 'FORBIDDEN' : fault === 'too-many' ? 'TOO_MANY' : 'NOT_FOUND')
    const needed = neededChange(room.state!, by, wanted)
    if (needed) backend.change(room.id, user, needed)
    return view(room)
  }
  const roomOf = ({ path, user }: Request) => backend.roomOf(path.conversation, user)
  const invited = ({ path }: Request) => {
    const invite = backend.invites.get(path.code!)
    if (!invite || invite.expiresAt <= backend.now()) throw new Refusal('NOT_FOUND')
    return backend.room(invite.conversation)
  }
  return {
    createGroup: ({ body, user }) => {
      const id = `gr_${`${body.clientId}`
        .toLowerCase()
        .replace(/[^a-z0-9]/g, '')
        .padStart(25, '0')
        .slice(-25)}`
      if (!backend.rooms.has(id)) {
        const { title, members, history = 'joined', device, clientId } = body
        backend.change(id, user, { type: 'created', title, members, history }, { device, clientId })
      }
      return view(backend.room(id))
    },
    getConversation: (request) => {
      const room = roomOf(request)
      const version = room.member(request.user).spans.at(-1)!.until
      // Who has left is told no more than that.
      return version === undefined ? view(room) : { ...view(room), version, members: [], description: '' }
    },
    putConversation: (request) => {
      return change(roomOf(request), request.user, { type: 'settings', settings: request.body })
    },
    addMembers: (request) =>
      change(roomOf(request), request.user, { type: 'added', users: request.body.users }),
    removeMember: (request) => {
      const user = request.path.user as UserId
      const wanted: Change = user === request.user ? { type: 'left' } : { type: 'removed', user }
      return change(roomOf(request), request.user, wanted) && {}
    },
    putMember: (request) => {
      const user = request.path.user as UserId
      return change(roomOf(request), request.user, { type: 'role', user, role: request.body.role })
    },
    createInvite: (request) => {
      const code = `${roomOf(request).id}.code${backend.invites.size}`
      const expiresAt = backend.now() + (request.body.lifetime ?? 604_800) * 1_000
      backend.invites.set(code, { conversation: roomOf(request).id, by: request.user, expiresAt })
      return { code, expiresAt }
    },
    listInvites: (request) => {
      const here = [...backend.invites].filter(([, { conversation }]) => conversation === roomOf(request).id)
      return { invites: here.map(([invite, { by, expiresAt }]) => ({ invite, by, expiresAt })) }
    },
    revokeInvite: ({ path }) => {
      if (!backend.invites.delete(path.invite!)) throw new Refusal('NOT_FOUND')
      return {}
    },
    getInvite: (request) => {
      const { id, state, members } = invited(request)
      const { title, description, picture } = state!
      return { conversation: id, title, description, picture, members: members.length }
    },
    joinByInvite: (request) => change(invited(request), request.user, { type: 'joined' }),
  }
}

function ofOneself(backend: FakeBackend): Partial<Operations> {
  return {
    putChat: ({ path, body, user }) => {
      const room = backend.roomOf(path.conversation, user)
      const { device, blocked, pinned, ...choice } = body
      const row = room.row(user)
      if (choice.clearedUpTo) room.mark(user, { read: choice.clearedUpTo })
      const pinnedAt = pinned === undefined ? {} : { pinnedAt: pinned ? backend.now() : null }
      const now = { ...row.settings, ...choice, ...pinnedAt, version: row.settings.version + 1 }
      const kept = Object.entries(now).filter(([, value]) => value !== null && value !== false)
      row.settings = Object.fromEntries(kept) as typeof row.settings
      if (blocked === true && (!row.hidden || row.hidden.until !== undefined))
        row.hidden = { after: row.head.seq }
      if (blocked === false && row.hidden) row.hidden.until ??= room.head.seq
      room.touch(user)
      backend.tell([user], { event: 'inbox', row: room.wireRow(user) }, { user, device })
      return { settings: room.wireRow(user).settings }
    },
    putMark: ({ path, body, user }) => {
      const room = backend.roomOf(path.conversation, user)
      const marks = room.marks.get(user) ?? new Map()
      const { starred, hidden } = { starred: false, hidden: false, ...marks.get(Number(path.seq)) }
      marks.set(Number(path.seq), { starred: body.starred ?? starred, hidden: body.hidden ?? hidden })
      room.marks.set(user, marks)
      const row = room.row(user)
      row.marked = Math.max(backend.now(), (row.marked ?? 0) + 1)
      room.touch(user)
      backend.tell([user], { event: 'inbox', row: room.wireRow(user) }, { user, device: body.device })
      return { marked: row.marked }
    },
    listMarks: ({ path, query, user }) => {
      const marks = [...(backend.roomOf(path.conversation, user).marks.get(user) ?? [])]
        .map(([seq, mark]) => ({ seq, ...mark }))
        .filter(({ seq }) => seq > Number(query.after ?? 0))
        .sort((a, b) => a.seq - b.seq)
      return { marks: marks.slice(0, 2), more: marks.length > 2 }
    },
    listDevices: ({ user }) => {
      const own = [...backend.sockets].filter((socket) => socket.user === user)
      return { devices: own.map(({ device }) => ({ device, since: 0, online: true })) }
    },
    removeDevice: ({ path, user }) => {
      const sockets = backend.socketsOf({ user, device: path.device! })
      if (sockets.length === 0) throw new Refusal('NOT_FOUND')
      for (const socket of sockets) backend.closeSocket(socket, 'signed-out')
      return {}
    },
  }
}

function view({ id, state }: FakeRoom): WireConversation {
  const { version, title, description, picture, history, disappearAfter, pins, members, large } = state!
  const present = [...members.values()].filter(({ spans }) => spans.at(-1)?.until === undefined)
  return {
    conversation: id,
    ...{ version, title, description, picture, history, disappearAfter, large },
    pins: [...pins],
    members: present.map(({ user, role, since }) => ({ user, role, since })),
  }
}
