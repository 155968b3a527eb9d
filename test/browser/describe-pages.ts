import { afterAll, beforeAll, describe, expect, inject } from 'vitest'
import { CHROMIUM, type Needs } from './chromium.ts'
import type { PageBuild } from './global-setup.ts'
import { AGAINST_POLICY, type PageSystem, startPageSystem } from './page-system.ts'

const WHY = CHROMIUM ? '' : ' (skipped: no Chromium here; PARLEY_CHROMIUM names one)'

type Options = Needs & {
  /** Makes what is served of the build that all share. */
  readonly own?: (build: PageBuild) => PageBuild
}

/** Tests on pages of one system, which `pages` gives them; skipped by name where there is no browser. */
export function describePages(
  title: string,
  tests: (pages: () => PageSystem) => void,
  { own = (build) => build, permissions = false }: Options = {},
): void {
  describe.skipIf(!CHROMIUM)(`${title}${WHY}`, () => {
    let system: PageSystem | undefined
    beforeAll(async () => {
      const build = own(inject('page')!)
      system = await startPageSystem(build, build.ports[Number(process.env.VITEST_POOL_ID) - 1]!, {
        permissions,
      })
    })
    afterAll(async () => {
      await system?.stop()
      expect(system?.complaints.filter((each) => each.startsWith(AGAINST_POLICY)) ?? []).toEqual([])
    })
    tests(() => system!)
  })
}
