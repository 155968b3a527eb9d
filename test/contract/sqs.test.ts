import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, describe, expect, it } from 'vitest'
import { queueEndings } from '../../lambdas/adapters/endings.ts'
import { queueLooks } from '../../lambdas/adapters/looks.ts'
import { queueParts } from '../../lambdas/adapters/parts.ts'
import { queuePushes } from '../../lambdas/adapters/push-queue.ts'
import type { AccountEnding, Look, Part, PushWork } from '../../lambdas/ports.ts'
import { startQueues } from '../../packages/local/src/services/queues.ts'
import { LOCAL_ACCESS } from '../fixtures/dynamodb.ts'
import { endingsContract } from './endings.contract.ts'
import { looksContract } from './looks.contract.ts'
import { partsContract } from './parts.contract.ts'
import { pushQueueContract } from './push-queue.contract.ts'

const dataDir = await mkdtemp(join(tmpdir(), 'parley-queues-'))
const queues = await startQueues({ dataDir, region: 'local' })
const { url } = await queues.ensureQueue('parts', {})
const pushes = (await queues.ensureQueue('pushes', {})).url
const due = (await queues.ensureQueue('looks', {})).url
const ended = (await queues.ensureQueue('endings', {})).url
const client = new SQSClient({ endpoint: queues.url, ...LOCAL_ACCESS })

afterAll(async () => {
  client.destroy()
  await queues.stop()
  await rm(dataDir, { recursive: true, force: true })
})

describe('Parts in SQS', () => {
  partsContract(() => ({
    parts: queueParts(client, url),
    take: (count) => take<Part>(url, (taken) => taken.length < count),
  }))

  it('fails for a queue that is not there, so that it is tried again', async () => {
    const part = { conversation: 'gr' as never, first: 1, last: 1, epoch: 1 }
    await expect(queueParts(client, `${url}-gone`).send([part])).rejects.toThrow()
  })
})

describe('Looks in SQS', () => {
  looksContract(() => ({
    looks: queueLooks(client, due),
    take: (count) => take<Look>(due, (taken) => taken.length < count),
  }))
})

describe('Endings in SQS', () => {
  const endings = queueEndings(client, ended)
  const receive = (count: number) => take<AccountEnding>(ended, (taken) => taken.length < count)
  endingsContract(() => ({ endings, take: receive }))

  it('keeps back what is to wait', async () => {
    const user = 'ada' as never
    await endings.send({ user, isSecond: true }, 1_500)
    expect(await receive(0)).toEqual([])
    expect(await receive(1)).toEqual([{ user, isSecond: true }])
  })

  it('fails for a queue that is not there', async () => {
    await expect(queueEndings(client, `${ended}-gone`).send({ user: 'ada' as never })).rejects.toThrow()
  })
})

describe('PushQueue in SQS', () => {
  pushQueueContract(() => ({
    queue: queuePushes(client, pushes),
    take: (people) => take<PushWork>(pushes, (taken) => taken.flatMap((work) => work.people).length < people),
  }))

  it('keeps work back for as long as it is to wait', async () => {
    const work = {
      conversation: 'gr' as never,
      first: 1,
      last: 1,
      people: [{ user: 'ada' as never, devices: [] }],
    }
    const sent = await sentBy((recording) => queuePushes(recording, pushes).send([work], 10_001))
    expect(sent).toEqual([[11]])
    expect(await sentBy((recording) => queuePushes(recording, pushes).send([work], 1e9))).toEqual([[900]])
  })

  it('fails for a queue that is not there', async () => {
    const work = {
      conversation: 'gr' as never,
      first: 1,
      last: 1,
      people: [{ user: 'ada' as never, devices: [] }],
    }
    await expect(queuePushes(client, `${pushes}-gone`).send([work], 0)).rejects.toThrow()
  })

  it('sends again only what SQS refused of a call, and fails when that does not help', async () => {
    const works = [1, 2, 3].map((first) => ({
      conversation: 'gr' as never,
      first,
      last: first,
      people: [{ user: 'ada' as never, devices: [] }],
    }))
    const calls: number[][] = []
    const refusing = (times: number) => async (entries: { Id: string; first: number }[]) => {
      calls.push(entries.map(({ first }) => first))
      const refused = entries.filter(({ first }) => first > 1)
      return { Failed: calls.length <= times ? refused.map(({ Id }) => ({ Id, Code: 'Busy' })) : [] }
    }
    await queuePushes(answering(refusing(2)), pushes).send(works, 0)
    expect(calls).toEqual([
      [1, 2, 3],
      [2, 3],
      [2, 3],
    ])
    calls.length = 0
    await expect(queuePushes(answering(refusing(9)), pushes).send(works, 0)).rejects.toThrow('Busy')
  })
})

/** A client whose calls are answered by hand. */
function answering(
  answer: (entries: { Id: string; first: number }[]) => Promise<{ Failed: { Id: string; Code: string }[] }>,
): SQSClient {
  const answered = new SQSClient({ endpoint: queues.url, ...LOCAL_ACCESS })
  answered.middlewareStack.add(
    () => async (args) => {
      const { Entries } = args.input as { Entries: { Id: string; MessageBody: string }[] }
      const entries = Entries.map(({ Id, MessageBody }) => ({ Id, first: JSON.parse(MessageBody).first }))
      return { output: (await answer(entries)) as never, response: {} }
    },
    { step: 'initialize' },
  )
  return answered
}

/** The delays, in seconds, of the messages of each call. */
async function sentBy(send: (client: SQSClient) => Promise<void>): Promise<number[][]> {
  const calls: number[][] = []
  const recording = new SQSClient({ endpoint: queues.url, ...LOCAL_ACCESS })
  recording.middlewareStack.add(
    () => async (args) => {
      const { Entries } = args.input as { Entries: { DelaySeconds: number }[] }
      calls.push(Entries.map(({ DelaySeconds }) => DelaySeconds))
      return { output: { Failed: [] } as never, response: {} }
    },
    { step: 'initialize' },
  )
  await send(recording)
  return calls
}

async function take<Work>(of: string, isMissing: (taken: Work[]) => boolean): Promise<Work[]> {
  const taken: Work[] = []
  for (;;) {
    const messages = await queues.receive(of, 10, isMissing(taken) ? 20 : 0, AbortSignal.timeout(30_000))
    if (messages.length === 0) return taken
    taken.push(...messages.map(({ Body }) => JSON.parse(Body) as Work))
    await queues.delete(
      of,
      messages.map(({ ReceiptHandle }) => ReceiptHandle),
    )
  }
}
