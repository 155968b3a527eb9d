import type { UserId } from '@parley/domain'
import type { WireConversation, WireEntry } from '@parley/protocol'
import type { About } from './conversation-api.ts'
import { isDeparture } from './fold.ts'
import { Serial } from './serial.ts'
import { change, type Store } from './store.ts'

/** A conversation itself as this device knows it: what the server last said, less this account since it has left. */
export class Abouts {
  readonly #store: Store
  readonly #me: () => UserId | undefined
  readonly #writes = new Serial()
  #known: WireConversation | undefined
  #view: About | undefined

  constructor(store: Store, me: () => UserId | undefined, saved?: WireConversation) {
    this.#store = store
    this.#me = me
    this.#known = saved
  }

  get now(): About | undefined {
    if (this.#known) this.#view ??= toAbout(this.#known, this.#me())
    return this.#view
  }

  /** Takes what the server says, unless something later is known. */
  hear(view: WireConversation): Promise<void> {
    return this.#become((known) => (known && known.version > view.version ? known : view))
  }

  /** Of where this account goes out it hears nothing more: that much it knows by itself. */
  async follow(entries: readonly WireEntry[]): Promise<void> {
    const me = this.#me()
    const last = entries.findLast((entry) => isDeparture(entry, me))
    if (last) await this.leave(last.seq)
  }

  /** This account is no longer in it, since the entry at `version`, where that is known. */
  leave(version = 0): Promise<void> {
    return this.#become((known) => {
      if (!known || (version > 0 && version <= known.version)) return known
      const members = known.members.filter(({ user }) => user !== this.#me())
      return { ...known, members, version: Math.max(known.version, version) }
    })
  }

  #become(next: (known: WireConversation | undefined) => WireConversation | undefined): Promise<void> {
    return this.#writes.run(async () => {
      const known = next(this.#known)
      if (!known || known === this.#known) return
      await this.#store.write([change.about(known)])
      this.#known = known
      this.#view = undefined
    })
  }
}

function toAbout({ conversation: _, large: __, ...view }: WireConversation, me: UserId | undefined): About {
  const members = view.members as (About['members'][number] & { user: UserId })[]
  return { ...view, members, role: members.find(({ user }) => user === me)?.role }
}
