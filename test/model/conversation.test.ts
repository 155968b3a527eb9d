import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { check } from './check.ts'
import { HAPPENINGS, WEIGHTS } from './commands.ts'
import { Run, type Variant } from './run.ts'

vi.mock('node:timers/promises', async () => {
  const { turn, pause } = await import('./scheduler.ts')
  return { setImmediate: turn, setTimeout: pause }
})

/** As many seeds a variant as there is time for in every build; `MODEL_RUNS=10000` for a night's run. */
const RUNS = Number(process.env.MODEL_RUNS ?? 500)
const HAPPENINGS_A_RUN = 60
const SEED = process.env.SEED

const VARIANTS: Record<string, Variant> = {
  'a group of four': { kind: 'group', people: 4 },
  'a group of five that shows newcomers everything': { kind: 'group', people: 5, history: 'all' },
  'a group that becomes too large for rows': {
    kind: 'group',
    people: 4,
    rules: { groups: { members: 100, small: 2 } },
  },
  'two people': { kind: 'direct', people: 2 },
}

const faults = vi.spyOn(console, 'error')
beforeEach(() => void faults.mockImplementation(() => {}))
afterAll(() => void vi.restoreAllMocks())

describe.each(Object.entries(VARIANTS))('%s', (_, variant) => {
  it(`is as the model says, whatever happens (${SEED ? `seed ${SEED}` : `${RUNS} seeds`})`, async () => {
    const seeds = SEED ? [Number(SEED)] : Array.from({ length: RUNS }, (_, index) => index + 1)
    for (const seed of seeds) await live(seed, variant)
  })
})

/** One run. A failing one says how to have it again, and what happened in it. */
async function live(seed: number, variant: Variant): Promise<void> {
  const run = new Run(seed, variant)
  faults.mockClear()
  vi.spyOn(Math, 'random').mockImplementation(run.random)
  try {
    await run.found()
    await run.live(HAPPENINGS_A_RUN, () => HAPPENINGS[run.random.weighted(WEIGHTS)]!(run))
    await check(run)
    expect(faults.mock.calls.flat().filter(isUnforeseen)).toEqual([])
  } catch (error) {
    const log = run.backend.placed.map(
      ({ seq, from, device, body }) => `${seq} ${from.at(-1)} ${device} ${JSON.stringify(body)}`,
    )
    const story = [
      ...run.trace,
      'The log is then',
      ...log,
      `SEED=${seed} npx vitest run --project model`,
    ].join('\n')
    throw new Error(story, { cause: error })
  }
}

/** Faults that the run did not bring about itself. */
function isUnforeseen(line: unknown): boolean {
  return !/"fault":"Injected"|memory.post\.ts/.test(String(line))
}
