import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Paces } from '../../lambdas/ports.ts'
import { newUser } from '../fixtures/people.ts'

const NOW = 1_700_000_000_000

/** What every Paces guarantees. */
export function pacesContract(open: () => Paces): void {
  const paces = open()
  const pace = { perSecond: 2, burst: 4 }

  it('gives so many at once, then one at a time, and says how long to wait', async () => {
    const key = newUser()
    const take = (count: number, at: number) => paces.take(key, pace, count, NOW + at)
    expect(await take(1, 0)).toBeUndefined()
    expect(await take(3, 0)).toBeUndefined()
    expect(await take(1, 0)).toEqual({ wait: 500 })
    expect(await take(2, 100)).toEqual({ wait: 900 })
    expect(await take(1, 499)).toEqual({ wait: 1 })
    expect(await take(1, 500)).toBeUndefined()
    expect(await take(1, 500)).toEqual({ wait: 500 })
    expect(await take(4, 2_500)).toBeUndefined()
  })

  it('never gives more at once than there may be, after however long a rest', async () => {
    const key = newUser()
    expect(await paces.take(key, pace, 5, NOW)).toEqual({ wait: 500 })
    expect(await paces.take(key, pace, 1, NOW)).toBeUndefined()
    expect(await paces.take(key, pace, 4, NOW + 3_600_000)).toBeUndefined()
    expect(await paces.take(key, pace, 1, NOW + 3_600_000)).toEqual({ wait: 500 })
  })

  it('keeps each key by itself', async () => {
    const [one, other] = [newUser(), newUser()]
    await paces.take(one, pace, 4, NOW)
    expect(await paces.take(other, pace, 4, NOW)).toBeUndefined()
  })

  it('is shared exactly by callers at the same moment', async () => {
    const key = newUser()
    const results = await Promise.all(Array.from({ length: 25 }, () => paces.take(key, pace, 1, NOW)))
    expect(results.filter((refused) => refused === undefined)).toHaveLength(4)
    for (const refused of results) expect(refused ?? { wait: 500 }).toEqual({ wait: 500 })
  })

  it('gives no more in any time than the burst and what that time allows, and as much to who waits as told', async () => {
    const call = fc.record({ after: fc.integer({ min: 0, max: 900 }), count: fc.integer({ min: 1, max: 3 }) })
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 12 }), async (calls) => {
        const key = newUser()
        const given: { at: number; count: number }[] = []
        let at = NOW
        for (const { after, count } of calls) {
          at += after
          const refused = await paces.take(key, pace, count, at)
          if (refused) {
            at += refused.wait
            expect(await paces.take(key, pace, count, at)).toBeUndefined()
          }
          given.push({ at, count })
        }
        for (const [index, first] of given.entries()) {
          let sum = 0
          for (const { at: end, count } of given.slice(index)) {
            sum += count
            expect(sum).toBeLessThanOrEqual(pace.burst + ((end - first.at) * pace.perSecond) / 1000)
          }
        }
      }),
      { numRuns: 30 },
    )
  })
}
