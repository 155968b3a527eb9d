import fc from 'fast-check'
import { expect, it } from 'vitest'
import { groupHistory, type listAs } from '../../test/fixtures/history.ts'

type List = ReturnType<typeof listAs>
type Step = 'write' | 'toggle' | 'vanish' | 'setting'
const DAY = 86_400_000

/** Everything from the beginning on; each page must begin where the last one ended. */
async function walkForwards(list: List, limit: number): Promise<number[]> {
  const seen: number[] = []
  for (let at = 0; ; ) {
    const page = await list({ after: at, limit })
    expect(page.first).toBe(at + 1)
    expect(page.entries.every((seq) => seq > at && seq <= page.last)).toBe(true)
    seen.push(...page.entries)
    at = page.last
    if (page.more) continue
    expect(at).toBe(page.head.seq)
    return seen
  }
}

/** Everything from the end on; each page must end where the last one began. */
async function walkBackwards(list: List, limit: number): Promise<number[]> {
  const seen: number[] = []
  for (let before: number | undefined; ; ) {
    const page = await list({ ...(before !== undefined && { before }), limit })
    expect(page.last).toBe((before ?? page.head.seq + 1) - 1)
    expect(page.entries.every((seq) => seq >= page.first && seq <= page.last)).toBe(true)
    seen.push(...page.entries)
    before = page.first
    if (page.more) continue
    expect(page.first).toBe(1)
    return seen.toReversed()
  }
}

/** Does these things to a group, and says what of its log Ben may read in the end. */
async function live(group: Awaited<ReturnType<typeof groupHistory>>, steps: readonly Step[]) {
  const { world, write, remove, add, change, owner, ben, entries } = group
  const heard = new Map([[1, Number.POSITIVE_INFINITY]])
  let isIn = true
  let disappearAfter = 0
  const does: Record<Step, () => Promise<unknown>> = {
    write: () => write(1),
    setting: () => {
      disappearAfter = disappearAfter === 0 ? 5 : 0
      return change(owner, { type: 'settings', settings: { disappearAfter } })
    },
    toggle: async () => {
      await (isIn ? remove(ben) : add(ben))
      isIn = !isIn
    },
    vanish: async () => {
      world.clock.now += 2 * DAY
    },
  }
  for (const step of steps) {
    const was = isIn
    await does[step]()
    const log = await entries()
    const last = log.at(-1)!
    if (was || isIn) heard.set(last.seq, last.expires ?? Number.POSITIVE_INFINITY)
    for (const followed of log.slice(0, -1)) await world.log.mayVanish(followed)
  }
  const alive = [...heard].filter(([, expires]) => expires > world.clock.now)
  return alive.map(([seq]) => seq).sort((a, b) => a - b)
}

it('pages lie side by side and hold all that is one’s own to read, whatever has happened', async () => {
  const step = fc.constantFrom<Step>('write', 'write', 'write', 'toggle', 'vanish', 'setting')
  const steps = fc.array(step, { minLength: 1, maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 7 }), async (done, limit) => {
      const group = await groupHistory()
      const readable = await live(group, done)
      expect(await walkForwards(group.list, limit)).toEqual(readable)
      expect(await walkBackwards(group.list, limit)).toEqual(readable)
    }),
    { numRuns: 60 },
  )
})
