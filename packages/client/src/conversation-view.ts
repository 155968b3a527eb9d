import { directMembers, type UserId, type Watermark } from '@parley/domain'
import type { WireConversation } from '@parley/protocol'
import { Abouts } from './about.ts'
import { chosen } from './chosen.ts'
import type { Context } from './context.ts'
import type { Conversation } from './conversation-api.ts'
import { previewOf } from './fold.ts'
import { LogCopy } from './log-copy.ts'
import { Marks, type MarksRecord } from './marks.ts'
import type { Message, MessageStatus, Outgoing } from './message.ts'
import { Pages } from './pages.ts'
import { Readers, type ReadersRecord } from './readers.ts'
import { type ConversationRecord, unreadOf } from './record.ts'
import { Typing } from './typing.ts'

/** What a conversation begins with: what storage has of it, or a new record. */
export type Beginning = {
  readonly record: ConversationRecord
  readonly isStored: boolean
  readonly about?: WireConversation | undefined
  readonly readers?: ReadersRecord | undefined
  readonly marks?: MarksRecord | undefined
}

/** What this device knows of a conversation, as the app reads it. */
export abstract class ConversationView {
  protected readonly context: Context
  protected readonly copy: LogCopy
  protected readonly pages: Pages
  protected readonly abouts: Abouts
  protected readonly readers: Readers
  protected readonly marks: Marks
  protected readonly writing: Typing

  constructor(context: Context, { record, isStored, about, readers, marks }: Beginning) {
    this.context = context
    this.marks = new Marks(context.store, record.id, marks)
    this.copy = new LogCopy(context, record, isStored, this.marks)
    this.pages = new Pages(context, this.copy)
    this.abouts = new Abouts(context.store, context.me, about)
    this.readers = new Readers(context.store, record.id, readers)
    this.writing = new Typing(context.platform, {
      say: (doing) => {
        context.request('typing', { conversation: record.id, doing }).catch(() => {})
      },
      onChange: () => context.events.emit('typing', { conversation: this.self }),
    })
  }

  protected abstract get self(): Conversation

  get record(): ConversationRecord {
    return this.copy.record
  }
  get id() {
    return this.record.id
  }
  get kind() {
    return this.peerId ? ('direct' as const) : ('group' as const)
  }
  get title(): string {
    if (this.with) return this.with.called ?? this.with.name ?? this.with.handle ?? ''
    const { about, record } = this
    const latest = about && about.version >= record.changed ? about.title : record.title
    return latest ?? about?.title ?? ''
  }
  get with() {
    return this.peerId && this.context.people.get(this.peerId)
  }
  get about() {
    return this.abouts.now
  }
  get head() {
    return this.record.head
  }
  get messages() {
    return this.copy.messages
  }
  get more() {
    return this.copy.more
  }
  get pending(): readonly Outgoing[] {
    return this.context.outbox.of(this.id)
  }
  get unread() {
    return unreadOf(this.record)
  }
  get unreadMentions() {
    return this.record.mentions.length
  }
  get peer() {
    return this.record.peer
  }
  get mine() {
    return this.record.mine
  }
  get at() {
    return this.record.at
  }
  get preview() {
    return this.#shown.preview
  }
  get from() {
    return this.#shown.from
  }
  get typists() {
    return this.writing.typists
  }
  get chosen() {
    return chosen(this.record, this.context.clock.now())
  }

  /** The other member of a direct conversation; oneself in one with oneself. */
  get peerId(): UserId | undefined {
    const [a, b] = directMembers(this.id) ?? []
    return a === this.context.me() ? b : a
  }

  /** What a list of chats shows: the last message, or the last in memory while that one is deleted for oneself. */
  get #shown(): { readonly preview?: string | undefined; readonly from?: UserId | undefined } {
    if (!this.marks.isHidden(this.record.shows)) return this.record
    const last = this.messages.findLast(({ kind }) => kind !== 'change')
    return { preview: last && previewOf(last), from: last?.from }
  }

  /** Whose names the app will want to show: the other one, or a group's members, as far as it is small. */
  get people(): readonly UserId[] {
    if (this.peerId) return [this.peerId]
    const members = this.record.large ? [] : (this.about?.members ?? [])
    return [...new Set([...members.map(({ user }) => user), ...this.messages.map(({ from }) => from)])]
  }

  statusOf(message: Message): MessageStatus {
    const { delivered, read, of } = this.receiptsOf(message)
    if (of > 0 && read.length === of) return 'read'
    if (of > 0 && delivered.length === of) return 'delivered'
    return this.record.undelivered.includes(message.seq) ? 'undelivered' : 'sent'
  }

  receiptsOf({ seq }: Message) {
    const readers = this.readersAt(seq)
    const who = (kind: keyof Watermark) => readers.filter((user) => this.#come(user)[kind] >= seq)
    return { delivered: who('delivered'), read: who('read'), of: readers.length }
  }

  /** Who else was in it when something took a position, of those who still are. */
  protected readersAt(seq: number): UserId[] {
    const me = this.context.me()
    const members = this.peerId ? [{ user: this.peerId, since: 0 }] : (this.about?.members ?? [])
    return members.filter(({ user, since }) => user !== me && since <= seq).map(({ user }) => user)
  }

  #come(user: UserId): Watermark {
    return this.peerId ? this.peer : this.readers.of(user)
  }
}
