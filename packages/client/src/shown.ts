import type { Message } from './message.ts'

/** The messages of a conversation that are in memory: those between some position and the end of its copy. */
export class Shown {
  /** In order; a new array whenever it changes. */
  messages: readonly Message[] = []

  /** Among those there are, or instead of them. */
  add(messages: readonly Message[]): void {
    if (messages.length === 0) return
    const end = this.messages.at(-1)?.seq ?? 0
    if (messages.every(({ seq }, index) => seq > (messages[index - 1]?.seq ?? end))) {
      this.messages = [...this.messages, ...messages]
      return
    }
    const all = new Map([...this.messages, ...messages].map((message) => [message.seq, message]))
    this.messages = [...all.values()].sort((a, b) => a.seq - b.seq)
  }

  /** These as they are now; those that were in memory. */
  replace(messages: readonly Message[]): readonly Message[] {
    const now = new Map(messages.map((message) => [message.seq, message]))
    const changed = this.messages.filter(({ seq }) => now.has(seq)).map(({ seq }) => now.get(seq)!)
    if (changed.length > 0) this.messages = this.messages.map((message) => now.get(message.seq) ?? message)
    return changed
  }

  /** No longer; those that were in memory. */
  drop(isGone: (message: Message) => boolean): readonly Message[] {
    const gone = this.messages.filter(isGone)
    if (gone.length > 0) this.messages = this.messages.filter((message) => !isGone(message))
    return gone
  }
}
