import type { Abouts } from './about.ts'
import { withKept } from './chosen.ts'
import type { Context } from './context.ts'
import { Duty } from './duty.ts'
import { asParleyError, isFinal } from './error.ts'
import type { LogCopy } from './log-copy.ts'
import type { Marks, PendingMark, WireMark } from './marks.ts'
import type { Message } from './message.ts'
import type { Choice } from './record.ts'

export type ChoreParts = {
  readonly context: Context
  readonly copy: LogCopy
  readonly abouts: Abouts
  readonly marks: Marks
  readonly isGroup: boolean
  /** These messages now look otherwise, or there is something else to be seen. */
  readonly onChanged: (messages: readonly Message[]) => void
}

/**
 * What one conversation has to bring to the server and to get from it besides its log: choices and marks until they
 * are kept; marks and the conversation itself when they have changed. What is to be done is read from the records.
 */
export class Chores {
  readonly #parts: ChoreParts
  readonly #duty: Duty
  /** The last change of the conversation that the server has been asked about. */
  #asked = -1
  #isWanted: boolean
  #draftTimer: unknown

  constructor(parts: ChoreParts) {
    this.#parts = parts
    this.#isWanted = parts.isGroup
    const { platform, timing, isOnline } = parts.context
    this.#duty = new Duty(platform, timing, { isOnline, next: () => this.#next() })
  }

  /** There may be something to do. */
  poke(): void {
    this.#duty.poke()
  }

  stop(): void {
    this.#parts.context.platform.clearTimeout(this.#draftTimer)
    this.#duty.stop()
  }

  /** The app wants to know the conversation itself. */
  want(): void {
    this.#isWanted = true
    this.poke()
  }

  /** Somebody is typing: the draft is said once it rests. */
  holdDraft(): void {
    const { platform, timing } = this.#parts.context
    platform.clearTimeout(this.#draftTimer)
    this.#draftTimer = platform.setTimeout(() => {
      this.#draftTimer = undefined
      this.poke()
    }, timing.draftMs)
  }

  async #next(): Promise<boolean> {
    const choice = this.#dueChoice()
    const { pending, asOf } = this.#parts.marks
    if (choice) await this.#sayChoice(choice)
    else if (pending) await this.#sayMark(pending)
    else if (this.#record.marked > asOf) await this.#loadMarks(this.#record.marked)
    else if (this.#isAboutDue()) await this.#loadAbout(this.#record.changed)
    else return false
    return true
  }

  get #record() {
    return this.#parts.copy.record
  }

  get #path() {
    return { conversation: this.#record.id }
  }

  #dueChoice(): Choice | undefined {
    const { draft, ...others } = this.#record.choice ?? {}
    const due = draft === undefined || this.#draftTimer !== undefined ? others : { ...others, draft }
    return Object.keys(due).length > 0 ? due : undefined
  }

  #isAboutDue(): boolean {
    const { now } = this.#parts.abouts
    if (!now) return this.#isWanted && this.#asked < 0
    return this.#record.changed > Math.max(now.version, this.#asked)
  }

  async #sayChoice(choice: Choice): Promise<void> {
    const { context, copy, onChanged } = this.#parts
    const body = { device: context.device, ...choice }
    const reply = await this.#ask(() => context.call('putChat', { path: this.#path, body }))
    await copy.update((record) => withKept(record, choice, reply?.settings))
    onChanged([])
  }

  async #sayMark(mark: PendingMark): Promise<void> {
    const { context, copy, marks, onChanged } = this.#parts
    const { seq, ...wanted } = mark
    const body = { device: context.device, ...wanted }
    const reply = await this.#ask(() => context.call('putMark', { path: { ...this.#path, seq }, body }))
    await marks.said(mark, reply !== undefined)
    if (!reply) onChanged(copy.remark([seq]))
  }

  async #loadMarks(asOf: number): Promise<void> {
    const { context, copy, marks, onChanged } = this.#parts
    const found: WireMark[] = []
    for (let more = true; more; ) {
      const query = { after: found.at(-1)?.seq ?? 0 }
      const page = await this.#ask(() => context.call('listMarks', { path: this.#path, query }))
      if (!page) return await marks.keep(asOf)
      found.push(...page.marks)
      more = page.more && page.marks.length > 0
    }
    onChanged(copy.remark(await marks.replace(found, asOf)))
  }

  async #loadAbout(asked: number): Promise<void> {
    const { context, abouts, onChanged } = this.#parts
    const view = await this.#ask(() => context.call('getConversation', { path: this.#path }))
    if (view) await abouts.hear(view)
    else await abouts.leave(asked)
    this.#asked = asked
    onChanged([])
  }

  /** Undefined if the server refuses for good. */
  async #ask<Reply>(call: () => Promise<Reply>): Promise<Reply | undefined> {
    const { slots, events } = this.#parts.context
    try {
      return await slots.run(call)
    } catch (thrown) {
      const error = asParleyError(thrown, 'INTERNAL')
      if (!isFinal(error) || error.code === 'CLOSED') throw error
      if (error.code !== 'NOT_FOUND') events.emit('error', error)
      return undefined
    }
  }
}
