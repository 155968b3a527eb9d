import type { ConversationId, DeviceId } from '@parley/domain'
import { expect, it } from 'vitest'
import type { PushQueue, PushWork } from '../../lambdas/ports.ts'
import { newSpeaker, newUser } from '../fixtures/people.ts'

/** `take` receives what was sent since it was last called, until `people` of it have come. */
export type OpenPushQueue = () => { readonly queue: PushQueue; take(people: number): Promise<PushWork[]> }

export function pushQueueContract(open: OpenPushQueue): void {
  const { queue, take } = open()
  const work = (first: number, people = 1, devices = 1): PushWork => ({
    conversation: `gr_${newUser()}` as ConversationId,
    first,
    last: first + 2,
    people: Array.from({ length: people }, () => ({
      user: newUser(),
      devices: Array.from({ length: devices }, () => newSpeaker().device as DeviceId),
    })),
  })
  const byFirst = (all: PushWork[]) => all.toSorted((a, b) => a.first - b.first)

  it('hands over every work as it was sent, more than one call carries', async () => {
    const sent = Array.from({ length: 23 }, (_, index) => work(index + 1))
    await queue.send(sent, 0)
    expect(byFirst(await take(23))).toEqual(sent)
  })

  it('hands over everybody once, however many they are', async () => {
    const sent = work(1, 900, 3)
    await queue.send([sent], 0)
    const taken = await take(900)
    const people = taken.flatMap((each) => each.people)
    expect(new Map(people.map(({ user, devices }) => [user, devices]))).toEqual(
      new Map(sent.people.map(({ user, devices }) => [user, devices])),
    )
    expect(people).toHaveLength(900)
    for (const { people: _, ...rest } of taken) {
      expect(rest).toEqual({ conversation: sent.conversation, first: 1, last: 3 })
    }
  })

  it('sends nothing for nothing', async () => {
    await queue.send([], 0)
    expect(await take(0)).toEqual([])
  })
}
