import { type ConversationId, directMembers, type UserId } from '@parley/domain'
import type { AnyEvent, EventPayload, OperationReply } from '@parley/protocol'
import type { Context } from './context.ts'
import { DirectConversation } from './conversation.ts'
import { asParleyError, ParleyError } from './error.ts'
import { type ConversationRecord, isUnsaid, newRecord, type Report } from './record.ts'
import { Serial } from './serial.ts'
import { change } from './store.ts'

/** How far this device has followed its inbox. `isWhole`: it has once seen all of it. */
export type SyncProgress = { readonly cursor?: string; readonly isWhole: boolean }

const NEVER_SYNCED: SyncProgress = { isWhole: false }

/** All conversations of this account, kept in step with the server by sync and by events. */
export class Inbox {
  readonly #context: Context
  readonly #conversations = new Map<string, DirectConversation>()
  readonly #syncs = new Serial()
  #progress: SyncProgress

  constructor(context: Context, records: readonly ConversationRecord[], progress = NEVER_SYNCED) {
    this.#context = context
    this.#progress = progress
    for (const record of records) this.#add(record, true)
  }

  get(id: string): DirectConversation | undefined {
    return this.#conversations.get(id)
  }

  all(): DirectConversation[] {
    return [...this.#conversations.values()]
  }

  unsaid(): ConversationRecord[] {
    return this.all().flatMap(({ record }) => (isUnsaid(record) ? [record] : []))
  }

  /**
   * What the server says of a conversation, known to this device or not. One that a whole inbox did not hold
   * began later: all of it is to be told. To a new device only what no other has received is.
   */
  async report(id: string, report: Report): Promise<DirectConversation> {
    const told = this.#progress.isWhole ? 0 : report.mine.delivered
    const conversation = this.get(id) ?? this.#add(newRecord(id as ConversationId, told))
    await conversation.report(report)
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
        const direct = page.conversations.filter((row) => directMembers(row.conversation))
        await Promise.all(direct.map((row) => this.report(row.conversation, row)))
        more = page.more
        const progress = { cursor: page.cursor, isWhole: this.#progress.isWhole || !more }
        await this.#context.store.write([change.progress(progress)])
        this.#progress = progress
      }
      this.catchUp()
      void this.#loadPeople()
    })
  }

  /** Fetches whatever any conversation is missing. */
  catchUp(): void {
    for (const conversation of this.#conversations.values()) conversation.catchUp()
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
    if (event.event === 'entries') await this.#receive(event)
    if (event.event === 'receipt') {
      const { user, delivered, read } = event
      await this.get(event.conversation)?.receipt(user as UserId, { delivered, read })
    }
  }

  /** Of a conversation not heard of, sync may be about to tell; if it does not, the conversation is new. */
  async #receive({ conversation: id, entries }: EventPayload<'entries'>): Promise<void> {
    if (!this.get(id)) await this.#syncs.idle()
    if (!this.#progress.isWhole || !directMembers(id)) return
    const conversation = this.get(id) ?? this.#add(newRecord(id as ConversationId, 0))
    conversation.receive(entries)
    await this.#loadPeople()
  }

  /** Names are an ornament: without them everything works, and the next sync tries again. */
  async #loadPeople(): Promise<void> {
    const found = await this.#context.people.load(this.all().map(({ peerId }) => peerId)).catch(() => [])
    const users = new Set(found.map(({ user }) => user))
    for (const conversation of this.all()) if (users.has(conversation.peerId)) conversation.changed()
  }

  #add(record: ConversationRecord, isStored = false): DirectConversation {
    const conversation = new DirectConversation(this.#context, record, isStored)
    this.#conversations.set(record.id, conversation)
    return conversation
  }
}
