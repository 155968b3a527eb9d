import type { PresenceTimes, UserId } from '@parley/domain'
import { expect, it } from 'vitest'
import type { Presences, Watcher } from '../../lambdas/ports.ts'
import { newConnection, newUser } from '../fixtures/people.ts'

export const TIMES: PresenceTimes = { heartbeat: 5_000, timeout: 30_000, written: 10_000 }
const NOW = 1_700_000_000_000
/** When who was seen at `NOW` and says nothing more has gone. */
const GONE = NOW + 41_000
const UNTIL = NOW + 900_000

export const newWatcher = (): Watcher => ({ user: newUser(), connection: newConnection() })

/** Everybody who hears of a person at that time. */
export async function hearing({ watchersOf }: Presences, user: UserId, now: number): Promise<Watcher[]> {
  const all: Watcher[] = []
  for await (const some of watchersOf(user, now)) all.push(...some)
  return all
}

/** What every Presences guarantees. `open` is another function each time, on the same people. */
export function presencesContract(open: (times: PresenceTimes) => Presences): void {
  const presences = open(TIMES)
  const seenOf = async (user: UserId) => (await presences.of([user])).get(user)

  it('knows who was seen when, and nothing of who never was', async () => {
    const [ada, ben] = [newUser(), newUser()]
    expect(await presences.beat(ada, NOW)).toEqual({ turned: true })
    expect(await presences.of([ada, ben, ada])).toEqual(new Map([[ada, { seen: NOW, isOnline: true }]]))
  })

  it('moves when somebody was seen only once in a while', async () => {
    const ada = newUser()
    await presences.beat(ada, NOW)
    expect(await presences.beat(ada, NOW + 9_999)).toEqual({ turned: false })
    expect(await seenOf(ada)).toEqual({ seen: NOW, isOnline: true })
    expect(await presences.beat(ada, NOW + 10_000)).toEqual({ turned: false })
    expect(await seenOf(ada)).toEqual({ seen: NOW + 10_000, isOnline: true })
  })

  it('never moves it back, whichever function is behind', async () => {
    const ada = newUser()
    const [one, other] = [open(TIMES), open(TIMES)]
    await one.beat(ada, NOW)
    expect(await other.beat(ada, NOW - 900)).toEqual({ turned: false })
    expect(await seenOf(ada)).toEqual({ seen: NOW, isOnline: true })
  })

  it('is a turn for exactly one of many heartbeats at once, in several functions', async () => {
    const ada = newUser()
    const functions = Array.from({ length: 12 }, () => open(TIMES))
    const turnsAt = async (now: number) => {
      const beats = await Promise.all(functions.map((one, index) => one.beat(ada, now + index)))
      return beats.filter(({ turned }) => turned).length
    }
    expect(await turnsAt(NOW)).toBe(1)
    expect(await turnsAt(NOW + 10_500)).toBe(0)
    expect(await turnsAt(NOW + 100_000)).toBe(1)
  })

  it('is online again within the timeout without a turn', async () => {
    const ada = newUser()
    await presences.beat(ada, NOW)
    expect(await presences.beat(ada, GONE - 1)).toEqual({ turned: false })
    expect(await presences.beat(ada, GONE - 1 + 41_000)).toMatchObject({ turned: true })
  })

  it('tells whoever watches how it is, and who hears of whom until when', async () => {
    const [ada, ben, eve] = [newUser(), newUser(), newUser()]
    const [one, other] = [newWatcher(), newWatcher()]
    await presences.beat(ada, NOW)
    const { seen } = await presences.watch(one, [ada, ben, ada], UNTIL, NOW)
    expect(seen).toEqual(new Map([[ada, { seen: NOW, isOnline: true }]]))
    await presences.watch(other, [ada], UNTIL - 1, NOW)
    const byUser = (watchers: Watcher[]) => watchers.sort((a, b) => (a.user < b.user ? -1 : 1))
    expect(byUser(await hearing(presences, ada, NOW))).toEqual(byUser([one, other]))
    expect(await hearing(presences, ben, NOW)).toEqual([one])
    expect(await hearing(presences, eve, NOW)).toEqual([])
    expect(await hearing(presences, ada, UNTIL - 1)).toEqual([one])
    expect(await hearing(presences, ada, UNTIL)).toEqual([])
  })

  it('replaces whom a socket watches, with more than one call carries, and with nobody', async () => {
    const watcher = newWatcher()
    const people = Array.from({ length: 60 }, () => newUser())
    const heard = async () => {
      const each = await Promise.all(people.map((user) => hearing(presences, user, NOW)))
      return each.flatMap((watchers, index) => (watchers.length > 0 ? [index] : []))
    }
    const range = (from: number, to: number) => [...people.keys()].slice(from, to)
    await presences.watch(watcher, people.slice(0, 40), UNTIL, NOW)
    expect(await heard()).toEqual(range(0, 40))
    await presences.watch(watcher, people.slice(30), UNTIL, NOW)
    expect(await heard()).toEqual(range(30, 60))
    await presences.watch(watcher, [], UNTIL, NOW)
    expect(await heard()).toEqual([])
    await presences.watch(watcher, people.slice(0, 1), UNTIL, NOW)
    expect(await heard()).toEqual([0])
  })

  it('forgets one watcher of one person', async () => {
    const [ada, ben] = [newUser(), newUser()]
    const [gone, other] = [newWatcher(), newWatcher()]
    await presences.watch(gone, [ada, ben], UNTIL, NOW)
    await presences.watch(other, [ada], UNTIL, NOW)
    for (const _ of [1, 2]) await presences.unwatch(gone, ada)
    expect(await hearing(presences, ada, NOW)).toEqual([other])
    expect(await hearing(presences, ben, NOW)).toEqual([gone])
  })

  it('has a look due for who is online and watched, whichever came first, and for nobody else', async () => {
    const [ada, ben, eve] = [newUser(), newUser(), newUser()]
    expect(await presences.beat(ada, NOW)).toEqual({ turned: true })
    expect((await presences.watch(newWatcher(), [ada, ben], UNTIL, NOW)).looks).toEqual([
      { user: ada, at: GONE },
    ])
    expect((await presences.watch(newWatcher(), [ada, ben], UNTIL, NOW)).looks).toEqual([])
    expect(await presences.beat(ben, NOW)).toEqual({ turned: true, look: GONE })
    expect(await presences.beat(ada, NOW + 10_000)).toEqual({ turned: false })
    expect(await presences.beat(eve, NOW)).toEqual({ turned: true })
  })

  it('begins one chain of looks, however many begin it at once', async () => {
    const [ada, ben] = [newUser(), newUser()]
    await presences.beat(ada, NOW)
    const watches = await Promise.all(
      Array.from({ length: 8 }, () => presences.watch(newWatcher(), [ada, ben], UNTIL, NOW)),
    )
    expect(watches.flatMap(({ looks }) => looks)).toEqual([{ user: ada, at: GONE }])
    const [beat, watch] = await Promise.all([
      presences.beat(ben, NOW),
      presences.watch(newWatcher(), [ben], UNTIL, NOW),
    ])
    expect([beat.look, ...watch.looks.map(({ at }) => at)].filter((at) => at !== undefined)).toEqual([GONE])
  })

  it('looks again as long as it is seen, and then says once that it has gone', async () => {
    const ada = newUser()
    await presences.watch(newWatcher(), [ada], UNTIL, NOW)
    await presences.beat(ada, NOW)
    await presences.beat(ada, NOW + 20_000)
    const look = (at: number, now = at) => presences.look({ user: ada, at }, now)
    expect(await look(GONE)).toEqual({ isFirst: true, next: GONE + 20_000 })
    expect(await look(GONE)).toEqual({ isFirst: false, next: GONE + 20_000 })
    expect(await look(GONE + 20_000)).toEqual({ isFirst: true })
    expect(await look(GONE + 20_000)).toEqual({ isFirst: false })
    expect(await seenOf(ada)).toEqual({ seen: NOW + 20_000, isOnline: false })
    expect(await presences.beat(ada, GONE + 21_000)).toEqual({ turned: true, look: GONE + 62_000 })
    expect(await seenOf(ada)).toEqual({ seen: GONE + 21_000, isOnline: true })
  })

  it('ends with the last watcher, and begins with the next', async () => {
    const ada = newUser()
    await presences.watch(newWatcher(), [ada], NOW + 10_000, NOW)
    await presences.beat(ada, NOW)
    await presences.beat(ada, NOW + 500_000)
    expect(await presences.look({ user: ada, at: GONE }, NOW + 501_000)).toEqual({ isFirst: true })
    expect(await seenOf(ada)).toEqual({ seen: NOW + 500_000, isOnline: true })
    expect((await presences.watch(newWatcher(), [ada], UNTIL, NOW + 502_000)).looks).toEqual([
      { user: ada, at: GONE + 500_000 },
    ])
  })

  it('begins again when a look is lost, and leaves alone what comes of it later', async () => {
    const ada = newUser()
    await presences.watch(newWatcher(), [ada], UNTIL, NOW)
    await presences.beat(ada, NOW)
    for (const now of [NOW + 20_000, GONE - 5_000]) {
      expect(await presences.beat(ada, now)).toEqual({ turned: false })
    }
    expect(await presences.beat(ada, GONE + 5_000)).toEqual({ turned: false, look: GONE + 46_000 })
    expect(await presences.look({ user: ada, at: GONE }, GONE + 6_000)).toEqual({
      isFirst: false,
      next: GONE + 46_000,
    })
    expect(await presences.look({ user: ada, at: GONE + 46_000 }, GONE + 46_000)).toEqual({ isFirst: true })
  })

  it('is done once of many looks at once, and not while its person comes back', async () => {
    const ada = newUser()
    await presences.watch(newWatcher(), [ada], UNTIL, NOW)
    await presences.beat(ada, NOW)
    const many = await Promise.all(
      Array.from({ length: 8 }, () => presences.look({ user: ada, at: GONE }, GONE - 1)),
    )
    expect(many.filter(({ isFirst }) => isFirst)).toEqual([{ isFirst: true, next: GONE + 1 }])
    const [looked, beat] = await Promise.all([
      presences.look({ user: ada, at: GONE + 1 }, GONE + 1),
      open(TIMES).beat(ada, GONE + 1),
    ])
    expect(looked.isFirst).toBe(true)
    // Either it was gone first, and came back by a turn of its own; or it was seen, and is looked at again.
    expect(beat.turned).toBe(true)
    expect([looked.next, beat.look].filter((at) => at !== undefined)).toEqual([GONE + 1 + 41_000])
    expect(await seenOf(ada)).toEqual({ seen: GONE + 1, isOnline: true })
  })

  it('knows nothing of somebody who is only watched', async () => {
    const ada = newUser()
    await presences.watch(newWatcher(), [ada], UNTIL, NOW)
    expect(await presences.of([ada])).toEqual(new Map())
    expect(await presences.look({ user: ada, at: GONE }, GONE)).toEqual({ isFirst: false })
  })
}
