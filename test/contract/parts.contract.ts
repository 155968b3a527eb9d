import type { ConversationId } from '@parley/domain'
import { expect, it } from 'vitest'
import type { Part, Parts } from '../../lambdas/ports.ts'
import { newUser } from '../fixtures/people.ts'

/** `take` receives what was sent since it was last called: exactly `count` parts, in no order. */
export type OpenParts = () => { readonly parts: Parts; take(count: number): Promise<Part[]> }

export function partsContract(open: OpenParts): void {
  const conversation = `gr_${newUser()}` as ConversationId
  const part = (first: number, more: Partial<Part> = {}): Part => ({
    conversation,
    first,
    last: first + 2,
    epoch: 1,
    ...more,
  })
  const byFirst = (parts: Part[]) => parts.toSorted((a, b) => a.first - b.first)

  it('hands over every part as it was sent, more than one call carries', async () => {
    const { parts, take } = open()
    const sent = Array.from({ length: 23 }, (_, index) => part(index + 1))
    await parts.send(sent)
    expect(byFirst(await take(23))).toEqual(sent)
  })

  it('keeps who a part is for', async () => {
    const { parts, take } = open()
    const [after, upTo] = [newUser(), newUser()]
    const sent = [part(1, { upTo: after }), part(2, { after, upTo }), part(3, { after: upTo })]
    await parts.send(sent)
    expect(byFirst(await take(3))).toEqual(sent)
  })

  it('sends nothing for nothing', async () => {
    const { parts, take } = open()
    await parts.send([])
    expect(await take(0)).toEqual([])
  })
}
