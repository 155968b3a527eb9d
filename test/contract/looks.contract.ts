import { expect, it } from 'vitest'
import type { Look, Looks } from '../../lambdas/ports.ts'
import { newUser } from '../fixtures/people.ts'

const NOW = 1_700_000_000_000

/** `take` receives what was sent since it was last called and is due: exactly `count` looks, in no order. */
export type OpenLooks = () => { readonly looks: Looks; take(count: number): Promise<Look[]> }

export function looksContract(open: OpenLooks): void {
  const byTime = (looks: Look[]) => looks.toSorted((a, b) => a.at - b.at)

  it('hands over every look as it was sent, more than one call carries', async () => {
    const { looks, take } = open()
    const sent = Array.from({ length: 23 }, (_, index) => ({ user: newUser(), at: NOW - index }))
    await looks.send(sent, NOW)
    expect(byTime(await take(23))).toEqual(byTime(sent))
  })

  it('sends nothing for nothing', async () => {
    const { looks, take } = open()
    await looks.send([], NOW)
    expect(await take(0)).toEqual([])
  })
}
