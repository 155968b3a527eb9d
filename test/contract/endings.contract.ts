import { expect, it } from 'vitest'
import type { AccountEnding, Endings } from '../../lambdas/ports.ts'
import { newUser } from '../fixtures/people.ts'

/** `take` receives what was sent since it was last called: exactly `count`, in no order. */
export type OpenEndings = () => { readonly endings: Endings; take(count: number): Promise<AccountEnding[]> }

export function endingsContract(open: OpenEndings): void {
  it('hands over whose account is to end, and whether that was done before', async () => {
    const { endings, take } = open()
    const sent: AccountEnding[] = [{ user: newUser() }, { user: newUser(), isSecond: true }]
    for (const ending of sent) await endings.send(ending)
    const taken = await take(2)
    expect(taken).toHaveLength(2)
    expect(taken).toEqual(expect.arrayContaining(sent.map((ending) => expect.objectContaining(ending))))
  })
}
