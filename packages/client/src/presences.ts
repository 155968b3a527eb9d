import type { UserId } from '@parley/domain'
import type { WirePresence } from '@parley/protocol'
import { PROFILES_PER_REQUEST, WATCHED_PER_SOCKET } from '@parley/protocol/limits'
import type { Presence } from './client-api.ts'
import { Duty } from './duty.ts'
import { asParleyError, isFinal, type ParleyError } from './error.ts'
import { given } from './given.ts'
import type { Platform } from './platform.ts'
import type { Timing } from './timing.ts'

export type PresenceHooks = {
  isOnline: () => boolean
  /** By the server's clock. */
  now: () => number
  /** Hear of these people on this connection until `until`, and of no others. */
  watch: (users: UserId[]) => Promise<{ presence: WirePresence[]; until: number }>
  /** How it is with these, asked once. */
  fetch: (users: UserId[]) => Promise<{ presence: WirePresence[] }>
  onChange: (presence: Presence) => void
  onError: (error: ParleyError) => void
}

type Said = { readonly online?: boolean | undefined; readonly seen?: number | undefined }
/** `news`: how much had been heard by then. */
type Known = Said & { readonly news: number }

/** Who of the people being watched is there, kept in step with the server while connected. */
export class Presences {
  readonly #platform: Platform
  readonly #hooks: PresenceHooks
  readonly #duty: Duty
  /** In the order in which they began. */
  readonly #watches = new Set<readonly UserId[]>()
  readonly #known = new Map<UserId, Known>()
  /** Of whom this connection hears; undefined until it has been asked to. */
  #heard: ReadonlySet<UserId> | undefined
  /** How much was heard so far. */
  #news = 0
  #isOld = false
  #timer: unknown

  constructor(platform: Platform, timing: Timing, hooks: PresenceHooks) {
    this.#platform = platform
    this.#hooks = hooks
    this.#duty = new Duty(platform, timing, { isOnline: hooks.isOnline, next: () => this.#next() })
  }

  watch(users: readonly UserId[]): () => void {
    const watch = [...users]
    this.#watches.add(watch)
    this.#duty.poke()
    return () => {
      if (this.#watches.delete(watch)) this.#duty.poke()
    }
  }

  /** Online is only who would be heard of when it goes. */
  of(user: UserId): Presence {
    const { online, seen } = this.#known.get(user) ?? {}
    return { user, ...given({ online: online && !this.#heard?.has(user) ? undefined : online, seen }) }
  }

  async fetch(users: readonly UserId[]): Promise<readonly Presence[]> {
    const left = [...new Set(users)]
    const found: WirePresence[] = []
    while (left.length > 0) {
      const asked = this.#news
      const { presence } = await this.#hooks.fetch(left.splice(0, PROFILES_PER_REQUEST))
      this.#become(this.#heard, presence, asked)
      found.push(...presence)
    }
    return found as Presence[]
  }

  /** The server says how it is with these people. */
  hear(news: readonly WirePresence[]): void {
    this.#become(this.#heard, news)
  }

  /** The client is online: a new connection hears of nobody yet. */
  resume(): void {
    this.#duty.poke()
  }

  /** The connection is gone, and with it what would tell who goes. */
  cut(): void {
    this.#expect(undefined)
    this.#become(undefined, [])
  }

  stop(): void {
    this.#platform.clearTimeout(this.#timer)
    this.#duty.stop()
  }

  /** Forgets everybody. */
  clear(): void {
    this.#watches.clear()
    this.#known.clear()
  }

  async #next(): Promise<boolean> {
    await undefined // what is watched in one go is one frame
    const wanted = this.#wanted()
    if (!this.#isOld && isSame(wanted, this.#heard ?? new Set())) return false
    const asked = this.#news
    try {
      const { presence, until } = await this.#hooks.watch([...wanted])
      this.#become(wanted, presence, asked)
      this.#expect(until)
    } catch (thrown) {
      const error = asParleyError(thrown, 'INTERNAL')
      if (!isFinal(error)) throw error
      this.#become(wanted, []) // so that it is not asked for over and over
      this.#expect(undefined)
      this.#hooks.onError(error)
    }
    return true
  }

  #wanted(): Set<UserId> {
    const newestFirst = [...this.#watches].reverse().flat()
    return new Set([...new Set(newestFirst)].slice(0, WATCHED_PER_SOCKET))
  }

  /** It is asked for again well before `until`. */
  #expect(until: number | undefined): void {
    this.#platform.clearTimeout(this.#timer)
    this.#isOld = false
    if (until === undefined || this.#heard?.size === 0) return
    const renew = () => {
      this.#isOld = true
      this.#duty.poke()
    }
    const wait = Math.max(0.9 * (until - this.#hooks.now()), 1_000)
    this.#timer = this.#platform.setTimeout(renew, wait)
  }

  /**
   * Hears of these people, and what is said of some; tells of those watched who are shown otherwise than before. `asked`:
   * how much had been heard when an answer was asked for. It may have been read before what was heard since.
   */
  #become(heard: ReadonlySet<UserId> | undefined, news: readonly WirePresence[], asked = this.#news): void {
    const concerned = new Set([...(this.#heard ?? []), ...news.map(({ user }) => user as UserId)])
    const before = [...concerned].map((user) => this.of(user))
    this.#heard = heard
    for (const { user, ...one } of news) {
      const known = this.#known.get(user as UserId)
      const isOvertaken = one.seen === undefined && (known?.news ?? 0) > asked
      if (!isOvertaken) this.#known.set(user as UserId, { ...later(known, one), news: ++this.#news })
    }
    const watched = this.#wanted()
    for (const { user, online, seen } of before) {
      const now = this.of(user)
      const isOther = now.online !== online || (!now.online && now.seen !== seen)
      if (isOther && watched.has(user)) this.#hooks.onChange(now)
    }
  }
}

/** Of two the one seen later holds, then the one that is offline. Who hides it, or was never seen, is not known. */
function later(known: Said | undefined, news: Said): Said {
  if (known?.seen === undefined || news.seen === undefined || news.seen > known.seen) return news
  return news.seen === known.seen && !news.online ? news : known
}

function isSame(some: ReadonlySet<UserId>, others: ReadonlySet<UserId>): boolean {
  return some.size === others.size && [...some].every((user) => others.has(user))
}
