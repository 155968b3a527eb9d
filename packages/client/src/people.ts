import type { MediaId, UserId } from '@parley/domain'
import type { OperationReply, WireProfile } from '@parley/protocol'
import { PROFILES_PER_REQUEST } from '@parley/protocol/limits'
import { given } from './given.ts'
import type { Person } from './person.ts'
import { change, type Store } from './store.ts'

/** What the server says of somebody, less what only oneself sees. */
export function toPerson({ user, handle, name, about, picture, deleted }: WireProfile): Person {
  const shown = { handle: handle || undefined, name: name || undefined, about, deleted }
  return { user: user as UserId, ...given({ ...shown, picture: picture as MediaId | undefined }) }
}

type FetchProfiles = (users: UserId[]) => Promise<OperationReply<'getProfiles'>>

/** The people this device knows, by user id and by handle. */
export class People {
  readonly #store: Store
  readonly #fetch: FetchProfiles
  readonly #known = new Map<UserId, Person>()
  readonly #asked = new Set<UserId>()
  readonly #called = new Map<UserId, string>()

  constructor(store: Store, fetch: FetchProfiles, saved: readonly Person[]) {
    this.#store = store
    this.#fetch = fetch
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

  /** Asks for profiles, once for each in this client's life: they change. Whose is new, or another than was known. */
  async load(users: Iterable<UserId>): Promise<UserId[]> {
    const wanted = [...new Set(users)].filter((user) => !this.#asked.has(user))
    const found: Person[] = []
    while (wanted.length > 0) {
      const asked = wanted.splice(0, PROFILES_PER_REQUEST)
      const { profiles } = await this.#fetch(asked)
      for (const user of asked) this.#asked.add(user)
      const isNews = (person: Person) =>
        JSON.stringify(person) !== JSON.stringify(this.#known.get(person.user))
      found.push(...profiles.map(toPerson).filter(isNews))
    }
    await this.add(found)
    return found.map(({ user }) => user)
  }

  clear(): void {
    this.#known.clear()
    this.#asked.clear()
    this.#called.clear()
  }
}
