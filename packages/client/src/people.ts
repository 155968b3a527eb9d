import type { UserId } from '@parley/domain'
import type { OperationReply } from '@parley/protocol'
import { PROFILES_PER_REQUEST } from '@parley/protocol/limits'
import type { Person } from './api.ts'
import { change, type Store } from './store.ts'

type FetchProfiles = (users: UserId[]) => Promise<OperationReply<'getProfiles'>>

/** The people this device knows, by user id and by handle. */
export class People {
  readonly #store: Store
  readonly #fetch: FetchProfiles
  readonly #known = new Map<UserId, Person>()

  constructor(store: Store, fetch: FetchProfiles, saved: readonly Person[]) {
    this.#store = store
    this.#fetch = fetch
    for (const person of saved) this.#known.set(person.user, person)
  }

  get(user: UserId): Person {
    return this.#known.get(user) ?? { user }
  }

  byHandle(handle: string): Person | undefined {
    return [...this.#known.values()].find((person) => person.handle === handle)
  }

  async add(people: readonly Person[]): Promise<void> {
    await this.#store.write(people.map(change.person))
    for (const person of people) this.#known.set(person.user, person)
  }

  /** Asks for the profiles not known yet; those that were found. */
  async load(users: readonly UserId[]): Promise<Person[]> {
    const unknown = [...new Set(users)].filter((user) => !this.#known.has(user))
    const found: Person[] = []
    while (unknown.length > 0) {
      const { profiles } = await this.#fetch(unknown.splice(0, PROFILES_PER_REQUEST))
      found.push(...profiles.map((profile) => ({ ...profile, user: profile.user as UserId })))
    }
    await this.add(found)
    return found
  }

  clear(): void {
    this.#known.clear()
  }
}
