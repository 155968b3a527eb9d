import type { SQSEvent } from 'aws-lambda'
import { expect, it } from 'vitest'
import { captureConsole } from '../../test/fixtures/console.ts'
import { eachMessage } from './queue-batch.ts'

const printed = captureConsole()
const SECRET = 'a text that belongs in no log'

const event = (...bodies: string[]) =>
  ({ Records: bodies.map((body, index) => ({ messageId: `${index + 1}`, body })) }) as SQSEvent

it('handles each message on its own, and reports those that fail', async () => {
  const handled: unknown[] = []
  const answer = await eachMessage(event('{"a":1}', '{"a":2}', SECRET, '{"a":3}'), async (body) => {
    if ((body as { a: number }).a === 2) throw new Error(SECRET)
    handled.push(body)
  })
  expect(handled).toEqual([{ a: 1 }, { a: 3 }])
  expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort()).toEqual(['2', '3'])
  expect(printed()).toHaveLength(2)
  expect(printed().join()).not.toContain(SECRET)
})

it('reports nothing when all is done', async () => {
  expect(await eachMessage(event('1'), async () => {})).toEqual({ batchItemFailures: [] })
})
