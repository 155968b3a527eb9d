import { paced, type UserId } from '@parley/domain'
import { Refusal } from '@parley/protocol'
import { describe, expect, it } from 'vitest'
import { newSpeaker } from '../test/fixtures/people.ts'
import { FREE, LEASE_MS, LOT, paceGuard } from './pace.ts'
import type { Paces } from './ports.ts'
import { DEFAULT_RULES } from './rules.ts'

const rules = { paces: { ...DEFAULT_RULES.paces, device: { perSecond: 10, burst: 100 } } }

/** The shared paces, and so many functions that each hold a guard of their own, at one clock. */
function scene(functions = 1, paces = rules.paces) {
  const clock = { now: 1_700_000_000_000 }
  const busy = new Map<string, number>()
  const asked: string[] = []
  const shared: Paces = {
    async take(key, pace, count, now) {
      asked.push(key)
      await Promise.resolve()
      const next = paced(pace, busy.get(key) ?? 0, now, count)
      if ('wait' in next) return next
      busy.set(key, next.busy)
      return undefined
    },
  }
  const guards = Array.from({ length: functions }, () => paceGuard(shared, { paces }, () => clock.now))
  const spend = async (speaker: { user: UserId }, at = 0): Promise<number | undefined> => {
    try {
      await guards[at]!.spend(speaker)
      return undefined
    } catch (error) {
      expect(error).toBeInstanceOf(Refusal)
      expect(error).toMatchObject({ code: 'RATE_LIMITED' })
      return (error as Refusal).retryAfterMs!
    }
  }
  /** How many of so many pass, one after the other as a function takes them, the functions in turn. */
  const flood = async (speaker: { user: UserId }, count: number) => {
    let passed = 0
    for (let index = 0; index < count; index++) {
      if ((await spend(speaker, index % functions)) === undefined) passed++
    }
    return passed
  }
  return { clock, asked, guards, spend, flood }
}

describe('a pace', () => {
  it('asks nobody for who chats', async () => {
    const { spend, clock, asked } = scene()
    const ada = newSpeaker()
    for (let sent = 0; sent < 100; sent++) {
      expect(await spend(ada)).toBeUndefined()
      clock.now += 1_000
    }
    expect(asked).toEqual([])
  })

  it('lets a device have its burst and what is free, then refuses it, and another goes on', async () => {
    const { flood, spend, guards } = scene()
    const ada = newSpeaker()
    expect(await flood(ada, 10_000)).toBe(100 + FREE.burst)
    expect(await spend(newSpeaker())).toBeUndefined()
    // Her other device has a pace of its own, and what is left of hers.
    await expect(guards[0]!.spend(newSpeaker(ada.user))).resolves.toBeUndefined()
  })

  it('holds all devices of a user to one pace', async () => {
    const { flood } = scene()
    const { user } = newSpeaker()
    const passed = await Promise.all(Array.from({ length: 10 }, () => flood(newSpeaker(user), 1_000)))
    const total = passed.reduce((sum, one) => sum + one, 0)
    expect(total).toBeLessThanOrEqual(200 + FREE.burst)
    expect(total).toBeGreaterThanOrEqual(200)
  })

  it('holds who speaks over HTTPS to the pace of its user', async () => {
    const { flood } = scene()
    expect(await flood({ user: newSpeaker().user }, 1_000)).toBe(200 + FREE.burst)
  })

  it.each([1, 3])('holds what %i functions let pass to what its docstring says', async (functions) => {
    const { flood, clock } = scene(functions)
    const ada = newSpeaker()
    const most = (seconds: number) => 100 + 10 * seconds + functions * (FREE.burst + FREE.perSecond * seconds)
    let total = 0
    for (let tenths = 0; tenths <= 300; tenths++) {
      total += await flood(ada, 12)
      expect(total).toBeLessThanOrEqual(most(tenths / 10))
      clock.now += 100
    }
    // And it is no less, but for lots not yet used up.
    expect(total).toBeGreaterThanOrEqual(most(30) - (functions + 1) * LOT)
  })

  it('costs a flood a tenth of a question, and what is refused none', async () => {
    const { spend, asked } = scene()
    const ada = newSpeaker()
    for (let sent = 0; sent < 1_000; sent++) await spend(ada)
    const [device, user] = [
      asked.filter((key) => key.startsWith('D#')),
      asked.filter((key) => key.startsWith('U#')),
    ]
    expect(device).toHaveLength(100 / LOT + 1)
    expect(user).toHaveLength(100 / LOT)
  })

  it('says how long to wait, and then there is room', async () => {
    const { spend, flood, clock } = scene()
    const ada = newSpeaker()
    await flood(ada, 1_000)
    const wait = (await spend(ada))!
    expect(wait).toBeGreaterThan(0)
    expect(wait).toBeLessThanOrEqual(1_000)
    clock.now += wait
    expect(await spend(ada)).toBeUndefined()
  })

  it('uses a lot up only while it is fresh', async () => {
    const { spend, flood, clock, asked } = scene()
    const ada = newSpeaker()
    await flood(ada, FREE.burst + 1)
    clock.now += LEASE_MS
    asked.length = 0
    await flood(ada, FREE.burst)
    expect(asked).toEqual([])
    await spend(ada)
    expect(asked).toHaveLength(2)
  })

  it('leaves a device what its user was refused', async () => {
    const { flood, asked } = scene(1, { ...rules.paces, user: { perSecond: 1, burst: 10 } })
    expect(await flood(newSpeaker(), 1_000)).toBe(10 + 1)
    expect(asked.filter((key) => key.startsWith('D#'))).toHaveLength(1)
  })

  it('of less than ten at once is kept to exactly', async () => {
    const tiny = { perSecond: 0.5, burst: 2 }
    const { flood, spend, clock } = scene(2, { ...rules.paces, device: tiny, user: tiny })
    const ada = newSpeaker()
    expect(await flood(ada, 50)).toBe(2)
    expect(await spend(ada)).toBe(4_000)
    clock.now += 4_000
    expect(await flood(ada, 50)).toBe(2)
  })

  it('passes on that the paces cannot be asked', async () => {
    const broken: Paces = { take: () => Promise.reject(new Error('throttled')) }
    const guard = paceGuard(broken, rules, () => 0)
    const ada = newSpeaker()
    for (let sent = 0; sent < FREE.burst; sent++) await guard.spend(ada)
    await expect(guard.spend(ada)).rejects.toThrow('throttled')
  })
})

describe('the pace of looking up and of uploading', () => {
  it('is a user’s own, and leaves what it may write', async () => {
    const slow = { perSecond: 1, burst: 20 }
    const { guards, asked, spend } = scene(1, { ...rules.paces, lookup: slow, upload: slow })
    const [ada, ben] = [newSpeaker(), newSpeaker()]
    const isRefused = async (what: 'lookup' | 'upload', user: UserId) =>
      guards[0]!.spendOn(what, user).then(
        () => false,
        () => true,
      )
    let passed = 0
    while (!(await isRefused('lookup', ada.user))) passed++
    // A tenth is free, the rest in lots of ten.
    expect(passed).toBe(2 + 20)
    expect(await spend(ada)).toBeUndefined()
    await guards[0]!.spendOn('upload', ada.user)
    await guards[0]!.spendOn('lookup', ben.user)
    expect(new Set(asked)).toEqual(new Set([`L#${ada.user}`]))
  })
})
