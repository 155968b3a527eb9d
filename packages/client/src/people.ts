import type { MediaId, UserId } from '@parley/domain'
import type { OperationReply, WireProfile } from '@parley/protocol'
import { PROFILES_PER_REQUEST } from '@parley/protocol/limits'
import { given } from './given.ts'
import { persistently } from './persistently.ts'
import type { Person } from './person.ts'
import type { Platform } from './platform.ts'
import { change, type Store } from './store.ts'
import type { Timing } from './timing.ts'

/** What the server says of somebody, less what only oneself sees. */
export function toPerson({ user, handle, name, about, picture, deleted }: WireProfile): Person {
  const shown = { handle: handle || undefined, name: name || undefined, about, deleted }
  return { user: user as UserId, ...given({ ...shown, picture: picture as MediaId | undefined }) }
}

type Parts = {
  readonly platform: Platform
  readonly timing: Timing
  readonly fetch: (users: UserId[]) => Promise<OperationReply<'getProfiles'>>
  /** These are called otherwise than was known, or look otherwise. */
  readonly onNews: (users: ReadonlySet<UserId>) => void
}

/** The people this device knows, by user id and by handle. */
export class People {
  readonly #store: Store
  readonly #parts: Parts
  readonly #known = new Map<UserId, Person>()
  readonly #asked = new Set<UserId>()
  readonly #called = new Map<UserId, string>()

  constructor(store: Store, saved: readonly Person[], parts: Parts) {
    this.#store = store
    this.#parts = parts
    for (const person of saved) this.#known.set(person.user, person)
  }

  get(user: UserId): Person {
    const called = this.#called.get(user)
    return { user, ...this.#known.get(user), ...(called !== undefined && { called }) }
  }

  /** This account calls somebody by a name of its own, or no longer. */
  call(user: UserId, name: string | undefined): void {
    if (name === undefined) this.#called.delete(user)
    else this.#called.set(user, name)
  }

  byHandle(handle: string): Person | undefined {
    return [...this.#known.values()].find((person) => person.handle === handle)
  }

  async add(people: readonly Person[]): Promise<void> {
    await this.#store.write(people.map(change.person))
    for (const person of people) this.#known.set(person.user, person)
  }

  /** Names are an ornament, without which everything works: they are asked for beside it, and again if that fails. */
  want(users: Iterable<UserId>): void {
    persistently(this.#parts, () => this.load(users)).catch(() => {})
  }

  /** Asks for profiles, once for each in this client's life: they change. Rejects if not all of them could be had. */
  async load(users: Iterable<UserId>): Promise<void> {
    const wanted = [...new Set(users)].filter((user) => !this.#asked.has(user))
    while (wanted.length > 0) {
      const asked = wanted.splice(0, PROFILES_PER_REQUEST)
      const { profiles } = await this.#parts.fetch(asked)
      const news = profiles.map(toPerson).filter((person) => this.#isNews(person))
      await this.add(news)
      for (const user of asked) this.#asked.add(user)
      if (news.length > 0) this.#parts.onNews(new Set(news.map(({ user }) => user)))
    }
  }

  clear(): void {
    this.#known.clear()
    this.#asked.clear()
    this.#called.clear()
  }

  #isNews(person: Person): boolean {
    return JSON.stringify(person) !== JSON.stringify(this.#known.get(person.user))
  }
}
