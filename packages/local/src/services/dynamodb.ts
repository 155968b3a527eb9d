import type { Log, Meter } from '../contracts.ts'
import { type JsonApi, jsonApi } from '../json-api.ts'
import { startCapacityMeter } from './capacity-meter.ts'
import { startDynamoDbEngine } from './dynamodb-engine.ts'
import { ExpirySweeper } from './expiry-sweeper.ts'
import { WriteSignal } from './write-signal.ts'

export type DynamoDb = {
  /** What functions call. */
  url: string
  tables: JsonApi
  streams: JsonApi
  onWrite(listener: () => void): () => void
  /** How often a quiet stream has to be polled: rarely while `onWrite` tells of writes. */
  quietPollMs: number
  stop(): Promise<void>
}

export async function startDynamoDb(options: {
  dataDir: string
  region: string
  /** How often expired items are deleted, ms. */
  sweepMs?: number | undefined
  meter?: Meter | undefined
  log: Log
}): Promise<DynamoDb> {
  const { dataDir, region, sweepMs: everyMs, meter, log } = options
  const engine = await startDynamoDbEngine(dataDir, log)
  const signal = new WriteSignal(engine.journal)
  const sweeper = engine.tools && new ExpirySweeper({ ...engine.tools, everyMs, log })
  const proxy = meter && (await startCapacityMeter(engine.url, meter))
  return {
    url: proxy?.url ?? engine.url,
    tables: jsonApi(engine.url, 'DynamoDB_20120810', region),
    streams: jsonApi(engine.url, 'DynamoDBStreams_20120810', region),
    onWrite: signal.onWrite,
    quietPollMs: signal.watching ? 1000 : 200,
    async stop() {
      signal.stop()
      await sweeper?.stop()
      await proxy?.stop()
      await engine.stop()
    },
  }
}
