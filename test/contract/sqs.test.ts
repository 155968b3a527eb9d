import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, describe, expect, it } from 'vitest'
import { queueParts } from '../../lambdas/adapters/parts.ts'
import type { Part } from '../../lambdas/ports.ts'
import { startQueues } from '../../packages/local/src/services/queues.ts'
import { LOCAL_ACCESS } from '../fixtures/dynamodb.ts'
import { partsContract } from './parts.contract.ts'

const dataDir = await mkdtemp(join(tmpdir(), 'parley-queues-'))
const queues = await startQueues({ dataDir, region: 'local' })
const { url } = await queues.ensureQueue('parts', {})
const client = new SQSClient({ endpoint: queues.url, ...LOCAL_ACCESS })

afterAll(async () => {
  client.destroy()
  await queues.stop()
  await rm(dataDir, { recursive: true, force: true })
})

describe('Parts in SQS', () => {
  partsContract(() => ({ parts: queueParts(client, url), take }))

  it('fails for a queue that is not there, so that it is tried again', async () => {
    const part = { conversation: 'gr' as never, first: 1, last: 1, epoch: 1 }
    await expect(queueParts(client, `${url}-gone`).send([part])).rejects.toThrow()
  })
})

async function take(count: number): Promise<Part[]> {
  const taken: Part[] = []
  for (;;) {
    const messages = await queues.receive(url, 10, taken.length < count ? 20 : 0, AbortSignal.timeout(30_000))
    if (messages.length === 0) return taken
    taken.push(...messages.map(({ Body }) => JSON.parse(Body) as Part))
    await queues.delete(
      url,
      messages.map(({ ReceiptHandle }) => ReceiptHandle),
    )
  }
}
