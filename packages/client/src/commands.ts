import { Chores } from './chores.ts'
import { drafted, mutedUntil, withChoice, withKept } from './chosen.ts'
import type { Context } from './context.ts'
import type { HistoryPage, HistoryQuery } from './conversation-api.ts'
import type { Beginning } from './conversation-view.ts'
import { Deeds } from './deeds.ts'
import { asParleyError } from './error.ts'
import type { Message } from './message.ts'
import { type Choice, withMine, withoutUnread } from './record.ts'
import type { Doing } from './typing.ts'

/** What the app does in a conversation: to its messages, and for itself. */
export abstract class Commands extends Deeds {
  protected readonly chores: Chores

  constructor(context: Context, beginning: Beginning) {
    super(context, beginning)
    const { copy, abouts, marks } = this
    const onChanged = (messages: readonly Message[]) => {
      this.tellChanged(messages)
      context.people.want(this.people)
    }
    this.chores = new Chores({ context, copy, abouts, marks, isGroup: this.kind === 'group', onChanged })
  }

  /** In a large group nobody is told. */
  typing(doing: Doing | 'nothing' = 'typing'): void {
    if (!this.record.large && !this.chosen.blocked) this.writing.say(doing)
  }

  async history(query: HistoryQuery = {}): Promise<HistoryPage> {
    const before = this.messages
    const page = await this.pages.history(query)
    if (this.messages !== before) this.changed()
    this.context.pokeExpirer()
    return page
  }

  message(seq: number): Promise<Message | undefined> {
    return this.pages.message(seq)
  }

  async text(message: Message): Promise<string> {
    if (message.text !== undefined) return message.text
    const { conversation, seq } = message
    const { text } = await this.context.call('getText', { path: { conversation, seq } })
    if (conversation === this.id) await this.copy.fill(seq, text)
    return text
  }

  markRead(seq = this.record.tail): void {
    const read = Math.min(seq, this.record.tail)
    if (read > this.record.mine.read) this.background(this.#markRead(read))
    if (this.chosen.markedUnread) this.#choose({ markedUnread: false })
  }

  async deleteForMe(message: Message): Promise<void> {
    await this.#mark(message, { hidden: true })
  }

  async star({ starred: _, ...message }: Message, isStarred = true): Promise<void> {
    await this.#mark({ ...message, ...(isStarred && { starred: true }) }, { starred: isStarred })
  }

  async starred(): Promise<readonly Message[]> {
    const found = await Promise.all(this.marks.starred.map((seq) => this.message(seq)))
    return found.filter((message) => message !== undefined)
  }

  mute(until: number | null): void {
    this.#choose(mutedUntil(until))
  }

  archive(isArchived = true): void {
    this.#choose({ archived: isArchived })
  }

  keepOnTop(isOnTop = true): void {
    this.#choose({ pinned: isOnTop })
  }

  markUnread(): void {
    this.#choose({ markedUnread: true })
  }

  saveDraft(text: string): void {
    this.chores.holdDraft()
    this.#choose(drafted(text))
  }

  deleteChat(): void {
    const { head } = this.record
    if (head.seq === 0) return
    const cleared = this.copy.clear(head.seq, (record) =>
      withChoice(withoutUnread(record), { clearedUpTo: head.seq }),
    )
    this.background(
      cleared.then(() => {
        this.chores.poke()
        this.changed()
      }),
    )
  }

  async block(isBlocked = true): Promise<void> {
    const { device, call } = this.context
    const body = { device, blocked: isBlocked }
    const { settings } = await call('putChat', { path: { conversation: this.id }, body })
    await this.copy.update((record) => withKept(record, {}, settings))
    this.changed()
  }

  protected tellChanged(messages: readonly Message[]): void {
    for (const message of messages) {
      const gone = this.copy.isGone(message)
      this.context.events.emit('changed', { conversation: this.self, message, gone })
    }
    this.changed()
  }

  protected background(work: Promise<unknown>): void {
    work.catch((error) => this.context.events.emit('error', asParleyError(error, 'STORAGE_FAILED')))
  }

  #choose(choice: Choice): void {
    this.background(this.copy.put((record) => withChoice(record, choice)).then(() => this.chores.poke()))
    this.changed()
  }

  /** `message` as it is from now on: it need not be one in memory. */
  async #mark(message: Message, mark: { starred?: boolean; hidden?: true }): Promise<void> {
    const { seq } = message
    await this.marks.put({ seq, ...mark })
    const told = this.copy.remark([seq])
    this.tellChanged(told.length > 0 ? told : [message])
    this.chores.poke()
  }

  async #markRead(read: number): Promise<void> {
    const counted = await this.pages.countAt(read)
    await this.copy.update((record) => withMine(record, { read }, counted))
    this.changed()
    this.context.pokeReceipts()
  }
}
