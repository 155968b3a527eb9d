import { textFault } from '@parley/domain'
import { Chores } from './chores.ts'
import { drafted, mutedUntil, withChoice, withKept } from './chosen.ts'
import type { Context } from './context.ts'
import type { HistoryPage, HistoryQuery, SendOptions } from './conversation-api.ts'
import type { Beginning } from './conversation-view.ts'
import { asParleyError, ParleyError } from './error.ts'
import { GroupCommands } from './group-commands.ts'
import type { Message, Outgoing } from './message.ts'
import type { Deed } from './outbox-record.ts'
import { type Choice, withMine, withoutUnread } from './record.ts'
import type { Doing } from './typing.ts'

/** What the app does in a conversation: to its messages, and for itself. */
export abstract class Commands extends GroupCommands {
  protected readonly chores: Chores

  constructor(context: Context, beginning: Beginning) {
    super(context, beginning)
    const { copy, abouts, marks } = this
    const onChanged = (messages: readonly Message[]) => {
      this.tellChanged(messages)
      this.loadPeople()
    }
    this.chores = new Chores({ context, copy, abouts, marks, isGroup: this.kind === 'group', onChanged })
  }

  send(text: string, { reply, mentions }: SendOptions = {}): Outgoing {
    return this.#send(text, {
      ...(reply && { reply: reply.seq }),
      ...(mentions && mentions.length > 0 && { mentions: [...mentions] }),
    })
  }

  /** In a large group nobody is told. */
  typing(doing: Doing | 'nothing' = 'typing'): void {
    if (!this.record.large && !this.chosen.blocked) this.writing.say(doing)
  }

  edit(message: Message, text: string): Outgoing {
    if (!message.mine || message.kind !== 'message') throw new ParleyError('NOT_FOUND')
    checkText(text)
    return this.#do({ kind: 'edit', target: message.seq, text })
  }

  deleteForEveryone(message: Message): Outgoing {
    const isLeader = this.about?.role === 'owner' || this.about?.role === 'admin'
    const isMine = message.mine || (this.kind === 'group' && isLeader)
    if (!isMine || message.kind !== 'message') throw new ParleyError('NOT_FOUND')
    return this.#do({ kind: 'delete', target: message.seq })
  }

  react({ seq: target }: Message, emoji: string | null): Outgoing {
    return this.#do({ kind: 'react', target, ...(emoji !== null && { emoji }) })
  }

  pin({ seq: target }: Message, isPinned = true): Outgoing {
    return this.#do({ kind: 'pin', target, pinned: isPinned })
  }

  async forward(message: Message): Promise<Outgoing> {
    return this.#send(await this.text(message), { forwarded: true })
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

  async deleteForMe({ seq }: Message): Promise<void> {
    await this.#mark({ seq, hidden: true })
  }

  async star({ seq }: Message, isStarred = true): Promise<void> {
    await this.#mark({ seq, starred: isStarred })
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
    for (const message of messages) this.context.events.emit('changed', { conversation: this.self, message })
    this.changed()
  }

  /** Names are an ornament: without them everything works. */
  protected loadPeople(): void {
    this.context.people.load(this.people).then(
      (found) => found.length > 0 && this.changed(),
      () => {},
    )
  }

  protected background(work: Promise<unknown>): void {
    work.catch((error) => this.context.events.emit('error', asParleyError(error, 'STORAGE_FAILED')))
  }

  #send(text: string, options: Omit<Extract<Deed, { kind: 'message' }>, 'kind' | 'text'>): Outgoing {
    checkText(text)
    const sent = this.#do({ kind: 'message', text, ...options })
    this.writing.say('nothing')
    return sent
  }

  #do(deed: Deed): Outgoing {
    if (!this.context.me()) throw new ParleyError('SIGNED_OUT')
    const isOut = this.kind === 'group' && this.about && !this.about.role
    if (isOut || this.chosen.blocked) throw new ParleyError('FORBIDDEN')
    return this.context.outbox.add(this.id, deed)
  }

  #choose(choice: Choice): void {
    this.background(this.copy.put((record) => withChoice(record, choice)).then(() => this.chores.poke()))
    this.changed()
  }

  async #mark(mark: { seq: number; starred?: boolean; hidden?: true }): Promise<void> {
    await this.marks.put(mark)
    this.tellChanged(this.copy.remark([mark.seq]))
    this.chores.poke()
  }

  async #markRead(read: number): Promise<void> {
    const counted = await this.pages.countAt(read)
    await this.copy.update((record) => withMine(record, { read }, counted))
    this.changed()
    this.context.pokeReceipts()
  }
}

function checkText(text: string): void {
  const fault = textFault(text)
  if (fault) throw new ParleyError('BAD_TEXT', { detail: fault })
}
