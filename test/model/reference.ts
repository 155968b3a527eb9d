import type { Change, ConversationSettings, Entry, Role, UserId } from '@parley/domain'
import type { ErrorCode } from '@parley/protocol'

/** What somebody asks of a conversation, as far as it decides whether that is granted. */
export type Command =
  | { readonly kind: 'send'; readonly reply?: number }
  | { readonly kind: 'edit' | 'delete' | 'react' | 'pin' | 'unpin'; readonly target: number }
  | { readonly kind: 'change'; readonly change: Change }

export type Windows = { readonly editWindow: number; readonly deleteWindow: number }
/** Whether somebody hears a position. */
type Hears = (seq: number) => boolean
type RoleFrom = { readonly seq: number; readonly user: UserId; readonly role: Role | undefined }

/** What two people alone may change: nothing but when messages disappear; and there is no invite to join by. */
const DIRECT: { readonly [Type in Change['type']]?: ErrorCode[] } = { settings: [], joined: ['NOT_FOUND'] }

/**
 * What a conversation is, told as plainly as can be from the entries as they were written: who was in it and
 * might do what at each position, and how it reads in the end. It shares no rule with the product.
 */
export class Reference {
  readonly log: readonly Entry[]
  readonly isDirect: boolean
  readonly #roles: RoleFrom[]
  readonly #windows: Windows

  constructor(log: readonly Entry[], direct: readonly UserId[], windows: Windows) {
    this.log = log
    this.isDirect = direct.length > 0
    this.#windows = windows
    const born = direct.map((user): RoleFrom => ({ seq: 0, user, role: 'member' }))
    this.#roles = [...born, ...log.flatMap(rolesFrom)]
  }

  roleAt(position: number, user: UserId): Role | undefined {
    return this.#roles.findLast(({ seq, ...one }) => one.user === user && seq <= position)?.role
  }

  wasEverIn(position: number, user: UserId): boolean {
    return this.#roles.some(({ seq, ...one }) => one.user === user && seq <= position)
  }

  presentAt(position: number): UserId[] {
    const users = new Set(this.#roles.map(({ user }) => user))
    return [...users].filter((user) => this.roleAt(position, user))
  }

  /** Whether somebody hears a position, as far as its comings and goings decide. */
  hears(user: UserId, position: number): boolean {
    if (position < 1 || position > this.log.length) return false
    if (this.roleAt(position - 1, user) || this.roleAt(position, user)) return true
    // Or it came in later, when a newcomer was shown all that was before.
    return this.#roles.some(
      ({ seq, ...one }) =>
        one.user === user && seq > position && one.role && !this.roleAt(seq - 1, user) && this.#shownAll(seq),
    )
  }

  disappearAfterAt(position: number): number {
    return this.#setting(position, 'disappearAfter') ?? 0
  }

  isDeleted(seq: number, position = this.log.length): boolean {
    return this.#about(seq, position).some(({ body }) => body.kind === 'deletion')
  }

  /** Everything a message ever said to somebody who hears this much, the last at the end. */
  textsOf(seq: number, hears: Hears = () => true): string[] {
    const first = this.log[seq - 1]!.body
    const edits = this.editsOf(seq, hears).flatMap(({ body }) => (body.kind === 'edit' ? [body.content] : []))
    return [first, ...edits].flatMap((body) => (body.kind === 'text' ? [body.text] : []))
  }

  editsOf(seq: number, hears: Hears): Entry[] {
    return this.#about(seq).filter(({ body, seq: by }) => body.kind === 'edit' && hears(by))
  }

  /** Each person's last reaction among those that somebody hears. */
  reactionsTo(seq: number, hears: Hears): Record<UserId, string> {
    return emojiOf(lastOfEach(this.#about(seq).filter((entry) => hears(entry.seq))))
  }

  /** Those of each person's last reactions that somebody hears: what the server still knows of them. */
  reactionsLeft(seq: number, hears: Hears): Record<UserId, string> {
    return emojiOf(lastOfEach(this.#about(seq)).filter((entry) => hears(entry.seq)))
  }

  /** For what this may be refused by someone who has seen the log up to a position; nothing: it must be granted. */
  refusals(position: number, now: number, by: UserId, command: Command): ErrorCode[] {
    if (!this.wasEverIn(position, by)) return ['NOT_FOUND']
    const role = this.roleAt(position, by)
    if (!role) return ['FORBIDDEN', 'NOT_FOUND']
    if (command.kind === 'change') return this.#changeRefusals(position, by, role, command.change)
    const target = command.kind === 'send' ? command.reply : command.target
    if (target === undefined) return []
    const grounds = this.#mayPin(command.kind, role) ? [] : ['FORBIDDEN' as const]
    const aimed = this.hears(by, target) && target <= position ? this.log[target - 1] : undefined
    if (command.kind === 'unpin') return grounds
    if (!aimed || !isText(aimed) || (aimed.expires ?? Number.POSITIVE_INFINITY) <= now)
      return [...grounds, 'NOT_FOUND']
    // One may answer what has been deleted: it still stands there.
    if (command.kind === 'send') return grounds
    if (this.isDeleted(target, position)) return [...grounds, 'NOT_FOUND']
    return [...grounds, ...this.#aimRefusals(command.kind, role, aimed.from === by, (now - aimed.at) / 1000)]
  }

  #mayPin(kind: Command['kind'], role: Role): boolean {
    return (kind !== 'pin' && kind !== 'unpin') || this.isDirect || leads(role)
  }

  #aimRefusals(kind: Command['kind'], role: Role, isOwn: boolean, age: number): ErrorCode[] {
    const { editWindow, deleteWindow } = this.#windows
    if (kind === 'delete' && leads(role)) return []
    if (kind !== 'edit' && kind !== 'delete') return []
    if (!isOwn) return ['FORBIDDEN']
    return age > (kind === 'edit' ? editWindow : deleteWindow) ? ['TOO_LATE'] : []
  }

  /** Whether it is so already, and nothing is left to be done. */
  isSo(position: number, by: UserId, change: Change): boolean {
    const isIn = (user: UserId) => this.roleAt(position, user) !== undefined
    switch (change.type) {
      case 'added':
        return change.users.every(isIn)
      case 'removed':
        return !isIn(change.user)
      case 'joined':
        return isIn(by)
      case 'left':
        return !isIn(by)
      case 'role':
        return this.roleAt(position, change.user) === change.role
      case 'settings':
        return Object.entries(change.settings).every(
          ([name, value]) => this.#setting(position, name as 'history') === value,
        )
      default:
        return true
    }
  }

  #changeRefusals(position: number, by: UserId, role: Role, change: Change): ErrorCode[] {
    if (this.isDirect) return DIRECT[change.type] ?? ['FORBIDDEN']
    if (change.type === 'left' || change.type === 'joined') return []
    if (!leads(role)) return ['FORBIDDEN']
    if (change.type !== 'removed' && change.type !== 'role') return []
    const other = this.roleAt(position, change.user)
    if (!other) return ['NOT_FOUND']
    if (role === 'owner') return change.user === by ? ['FORBIDDEN'] : []
    const wanted = change.type === 'role' ? change.role : 'member'
    return other === 'member' && wanted !== 'owner' && change.user !== by ? [] : ['FORBIDDEN']
  }

  #about(target: number, position = this.log.length): Entry[] {
    return this.log.slice(0, position).filter(({ body }) => 'target' in body && body.target === target)
  }

  #shownAll(seq: number): boolean {
    return this.#setting(seq - 1, 'history') === 'all'
  }

  #setting<Name extends 'history' | 'disappearAfter' | 'title'>(position: number, name: Name) {
    const settings = this.log.slice(0, position).map(({ body }): ConversationSettings => {
      if (body.kind !== 'change') return {}
      return body.change.type === 'settings' ? body.change.settings : settingsFrom(body.change)
    })
    const defaults: ConversationSettings = { title: '', history: 'joined', disappearAfter: 0 }
    return [defaults, ...settings].findLast((one) => one[name] !== undefined)?.[name]
  }
}

function lastOfEach(entries: readonly Entry[]): Entry[] {
  const reactions = entries.filter(({ body }) => body.kind === 'reaction')
  return [...new Map(reactions.map((entry) => [entry.from, entry])).values()]
}

function emojiOf(reactions: readonly Entry[]): Record<UserId, string> {
  return Object.fromEntries(
    reactions.flatMap(({ from, body }) =>
      body.kind === 'reaction' && body.emoji !== null ? [[from, body.emoji]] : [],
    ),
  )
}

function settingsFrom(change: Change): ConversationSettings {
  return change.type === 'created' ? { title: change.title, history: change.history } : {}
}

function isText({ body: { kind } }: Entry): boolean {
  return kind === 'text' || kind === 'long-text'
}

function leads(role: Role): boolean {
  return role === 'owner' || role === 'admin'
}

function rolesFrom({ seq, from, body }: Entry): RoleFrom[] {
  if (body.kind !== 'change') return []
  const { change } = body
  const become = (users: readonly UserId[], role: Role | undefined) =>
    users.map((user): RoleFrom => ({ seq, user, role }))
  switch (change.type) {
    case 'created':
      return [...become(change.members, 'member'), ...become([from], 'owner')]
    case 'added':
      return become(change.users, 'member')
    case 'joined':
      return become([from], 'member')
    case 'removed':
      return become([change.user], undefined)
    case 'left':
      return [...become([from], undefined), ...become(change.owner ? [change.owner] : [], 'owner')]
    case 'role':
      return [
        ...become([change.user], change.role),
        ...become(change.role === 'owner' ? [from] : [], 'admin'),
      ]
    default:
      return []
  }
}
