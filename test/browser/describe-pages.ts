import { afterAll, beforeAll, describe, expect, inject } from 'vitest'
import { CHROMIUM } from './chromium.ts'
import type { PageBuild } from './global-setup.ts'
import { AGAINST_POLICY, type PageSystem, startPageSystem } from './page-system.ts'

const WHY = CHROMIUM ? '' : ' (skipped: no Chromium here; PARLEY_CHROMIUM names one)'

/**
 * Tests on pages of one system, which `pages` gives them; skipped by name where there is no browser. What is served is the
 * build that all share, or what `own` makes of it.
 */
export function describePages(
  title: string,
  tests: (pages: () => PageSystem) => void,
  own: (build: PageBuild) => PageBuild = (build) => build,
): void {
  describe.skipIf(!CHROMIUM)(`${title}${WHY}`, () => {
    let system: PageSystem | undefined
    beforeAll(async () => {
      const build = own(inject('page')!)
      system = await startPageSystem(build, build.ports[Number(process.env.VITEST_POOL_ID) - 1]!)
    })
    afterAll(async () => {
      await system?.stop()
      expect(system?.complaints.filter((each) => each.startsWith(AGAINST_POLICY)) ?? []).toEqual([])
    })
    tests(() => system!)
  })
}
