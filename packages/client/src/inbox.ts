import { type ConversationId, directMembers, GROUP_ID, type UserId } from '@parley/domain'
import type { AnyEvent, EventPayload, OperationReply, WireConversation, WireInboxRow } from '@parley/protocol'
import type { Context } from './context.ts'
import { ChatConversation } from './conversation.ts'
import type { Beginning } from './conversation-view.ts'
import { asParleyError, ParleyError } from './error.ts'
import { type ConversationRecord, isUnsaid, newRecord } from './record.ts'
import { Serial } from './serial.ts'
import type { Change } from './storage.ts'
import { change, type Saved } from './store.ts'

/** How far this device has followed its inbox. */
export type SyncProgress = {
  readonly cursor?: string
  /** It has once seen all of it. */
  readonly isWhole: boolean
  /** By how many milliseconds the server's clock was ahead of this device's. */
  readonly ahead?: number
}

const NEVER_SYNCED: SyncProgress = { isWhole: false }

/** All conversations of this account, kept in step with the server by sync and by events. */
export class Inbox {
  readonly #context: Context
  readonly #conversations = new Map<string, ChatConversation>()
  readonly #syncs = new Serial()
  #progress: SyncProgress

  constructor(context: Context, { conversations, abouts, readers, marks, progress = NEVER_SYNCED }: Saved) {
    this.#context = context
    this.#progress = progress
    for (const record of conversations) {
      this.#add({
        record,
        isStored: true,
        about: abouts.find(({ conversation }) => conversation === record.id),
        readers: readers.find(({ id }) => id === record.id),
        marks: marks.find(({ id }) => id === record.id),
      })
    }
  }

  get(id: string): ChatConversation | undefined {
    return this.#conversations.get(id)
  }

  all(): ChatConversation[] {
    return [...this.#conversations.values()]
  }

  unsaid(): ConversationRecord[] {
    return this.all().flatMap(({ record }) => (isUnsaid(record) ? [record] : []))
  }

  /** What the server says of a conversation, known to this device or not. */
  async report(row: WireInboxRow): Promise<ChatConversation> {
    const id = row.conversation as ConversationId
    const conversation = this.get(id) ?? (await this.#begin(id, row.mine.delivered))
    await conversation.report(row)
    return conversation
  }

  /** A group that this account has just come into, by itself. */
  async enter(view: WireConversation): Promise<ChatConversation> {
    const id = view.conversation as ConversationId
    const conversation = this.get(id) ?? this.#add(this.#entered(id, view))
    await conversation.hear(view)
    conversation.catchUp(true)
    return conversation
  }

  /**
   * Takes in every conversation that changed since the last sync; then fetches what is missing. The cursor
   * moves only once a page's rows are in storage.
   */
  sync(): Promise<void> {
    return this.#syncs.run(async () => {
      for (let more = true; more; ) {
        const page = await this.#page()
        const known = page.conversations.filter((row) => isKnownKind(row.conversation))
        await Promise.all(known.map((row) => this.report(row)))
        await this.#context.onSettings(page.settings)
        more = page.more
        const isWhole = this.#progress.isWhole || !more
        const progress = { cursor: page.cursor, isWhole, ahead: this.#context.clock.ahead }
        await this.#context.store.write([change.progress(progress)])
        this.#progress = progress
      }
      this.catchUp()
      this.#context.people.want(this.all().flatMap((conversation) => conversation.people))
    })
  }

  /** Fetches whatever any conversation is missing. */
  catchUp(): void {
    for (const conversation of this.#conversations.values()) conversation.catchUp()
  }

  /** The client is online. */
  resume(): void {
    for (const conversation of this.#conversations.values()) conversation.wake()
  }

  /** These people are called otherwise than before, or look otherwise. */
  renamed(users: ReadonlySet<UserId>): void {
    for (const conversation of this.all()) {
      if (conversation.people.some((user) => users.has(user))) conversation.changed()
    }
  }

  /** These have disappeared; `others` goes with them. */
  async vanish(id: string, seqs: readonly number[], others: readonly Change[]): Promise<void> {
    const conversation = this.get(id)
    if (conversation) await conversation.vanish(seqs, others)
    else await this.#context.store.write(others)
  }

  onEvent(event: AnyEvent): void {
    this.#apply(event).catch((error) => {
      this.#context.events.emit('error', asParleyError(error, 'INTERNAL'))
    })
  }

  /** Forgets everything, in memory; nothing is written any more once it resolves. */
  async clear(): Promise<void> {
    const conversations = this.all()
    this.#conversations.clear()
    this.#progress = NEVER_SYNCED
    await Promise.all(conversations.map((conversation) => conversation.close()))
  }

  async #page(): Promise<OperationReply<'sync'>> {
    const { cursor } = this.#progress
    try {
      return await this.#context.call('sync', { query: cursor === undefined ? {} : { cursor } })
    } catch (error) {
      if (!(error instanceof ParleyError) || error.code !== 'BAD_CURSOR' || cursor === undefined) throw error
      return this.#context.call('sync', {})
    }
  }

  async #apply(event: AnyEvent): Promise<void> {
    switch (event.event) {
      case 'entries':
        return this.#receive(event)
      case 'receipt': {
        const { user, delivered, read } = event
        return this.get(event.conversation)?.receipt(user as UserId, { delivered, read })
      }
      case 'inbox':
        await this.#syncs.idle()
        if (this.#progress.isWhole) await this.report(event.row)
        return
      case 'undelivered':
        return this.get(event.conversation)?.undelivered(event.seq)
      case 'typing':
        return this.get(event.conversation)?.heardTyping(event.user as UserId, event.doing)
      case 'settings':
        return this.#context.onSettings(event.settings)
    }
  }

  /** Of a conversation not heard of, sync may be about to tell; if it does not, the conversation is new. */
  async #receive({ conversation: id, entries }: EventPayload<'entries'>): Promise<void> {
    if (!this.get(id)) await this.#syncs.idle()
    if (!this.#progress.isWhole || !isKnownKind(id)) return
    const conversation = this.get(id) ?? (await this.#begin(id as ConversationId))
    conversation.receive(entries)
  }

  /**
   * A conversation new to this device. One that a whole inbox did not hold began later, or this account came in
   * later: all of it from there on is to be told. To a new device only what no other has received is.
   */
  async #begin(id: ConversationId, delivered = 0): Promise<ChatConversation> {
    if (!this.#progress.isWhole) return this.#add({ record: newRecord(id, delivered), isStored: false })
    const isGroup = !directMembers(id)
    const path = { conversation: id }
    const call = () => this.#context.call('getConversation', { path })
    const view = isGroup ? await this.#context.slots.run(call).catch(() => undefined) : undefined
    const conversation = this.get(id) ?? this.#add(this.#entered(id, view))
    if (view) await conversation.hear(view)
    return conversation
  }

  #entered(id: ConversationId, about?: WireConversation): Beginning {
    const since = about?.members.find(({ user }) => user === this.#context.me())?.since ?? 1
    return { record: newRecord(id, Math.max(0, since - 1)), isStored: false }
  }

  #add(beginning: Beginning): ChatConversation {
    const conversation = new ChatConversation(this.#context, beginning)
    this.#conversations.set(conversation.id, conversation)
    return conversation
  }
}

function isKnownKind(id: string): boolean {
  return directMembers(id) !== undefined || GROUP_ID.test(id)
}
