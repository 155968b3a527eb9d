import { availableParallelism } from 'node:os'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'

/**
 * One project per kind of test. Those of the same `order` share the machine; a higher order waits for the
 * lower ones, so that whole systems are never started beside a crowd of unit tests.
 *
 *   vitest run                      everything that needs nothing but this checkout
 *   vitest run --project unit       one kind
 *   vitest run --mode localstack    the scenarios against `npm run localstack` + `npm run deploy:local`
 *   vitest run --mode aws           the scenarios against the deployed stack (PARLEY_HTTP_URL, PARLEY_SOCKET_URL)
 */
export default defineConfig(({ mode }) => ({
  test: {
    projects:
      mode === 'localstack' || mode === 'aws'
        ? [scenario(mode)]
        : [...CHECKS, LOCAL, BROWSER, scenario('embedded')],
  },
}))

/** Left to itself, vitest leaves one core free: of two, that is half. */
const CORES = availableParallelism()

/** A whole system waits often enough that three keep two cores busy. */
const SYSTEMS = Math.max(3, CORES)

/** To load everything anew for each of two hundred files takes longer than their tests. */
const SHARING = { isolate: false, unstubGlobals: true, unstubEnvs: true }

const CHECKS = [
  project('unit', 0, {
    include: ['{packages,lambdas,lib,scripts,bench,web,examples}/**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', '**/dist/**', 'packages/local/**'],
    testTimeout: 60_000,
    ...SHARING,
  }),
  project('model', 0, { include: ['test/model/**/*.test.ts'], testTimeout: 600_000 }),
  project('docs', 0, {
    ...SHARING,
    include: ['test/{docs,sdk}/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  }),
  project('infra', 0, {
    ...SHARING,
    include: ['test/infra/**/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
  }),
  project('contract', 0, {
    include: ['test/contract/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  }),
]

/** The runtime's own tests start engines and servers. */
const LOCAL = project('local', 1, {
  ...SHARING,
  include: ['packages/local/**/*.test.ts'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
})

/** The page in the Chromium of this machine, where there is one. */
const BROWSER = project('browser', 2, {
  include: ['test/browser/**/*.test.ts'],
  globalSetup: 'test/browser/global-setup.ts',
  maxWorkers: SYSTEMS,
  testTimeout: 180_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 30_000, interval: 100 } },
})

/** One suite, whatever runs the system; test/scenario reads the target from `PARLEY_TARGET`. */
function scenario(target: 'embedded' | 'localstack' | 'aws'): TestProjectInlineConfiguration {
  return project('scenario', 2, {
    include: ['test/scenario/**/*.test.ts'],
    globalSetup: 'test/scenario/global-setup.ts',
    env: { PARLEY_TARGET: target },
    // Each file has people of its own, and a system where it needs one.
    maxWorkers: SYSTEMS,
    // Nothing here asserts a time: the limit only ends what hangs, on the slowest machine and emulator.
    testTimeout: 600_000,
    hookTimeout: 300_000,
  })
}

function project(
  name: string,
  order: number,
  test: NonNullable<TestProjectInlineConfiguration['test']>,
): TestProjectInlineConfiguration {
  return { test: { name, sequence: { groupOrder: order }, maxWorkers: CORES, ...test } }
}
