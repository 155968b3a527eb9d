import type { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import { expect, it } from 'vitest'
import { newUser } from '../../test/fixtures/people.ts'
import { queueLooks } from './looks.ts'

const NOW = 1_700_000_000_000

/** SQS that refuses the messages whose ids these are; for how long it was to keep each back. */
function queue(refused: string[] = []) {
  const delays: (number | undefined)[] = []
  const send = async ({ input }: SendMessageBatchCommand) => {
    delays.push(...input.Entries!.map(({ DelaySeconds }) => DelaySeconds))
    return { Failed: refused.map((Id) => ({ Id, Code: 'Throttled' })) }
  }
  return { looks: queueLooks({ send } as unknown as SQSClient, 'queue'), delays }
}
const at = (later: number) => ({ user: newUser(), at: NOW + later })

it('is kept back until it is due, to the second after, and no longer than SQS can', async () => {
  const { looks, delays } = queue()
  await looks.send([41_000, 1, 0, -5_000, 39_001, 3_600_000].map(at), NOW)
  expect(delays).toEqual([41, 1, 0, 0, 40, 900])
})

it('fails when one was refused', async () => {
  const { looks } = queue(['1'])
  await expect(looks.send([at(1), at(2)], NOW)).rejects.toThrow('SQS refused 1 messages')
})
