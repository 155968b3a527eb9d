import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { type Meter, type Runtime, startRuntime } from '../packages/local/src/index.ts'
import { synthesise, UNHURRIED } from '../test/fixtures/assembly.ts'

/** A running system of its own, and where its parts are. */
export type System = {
  readonly httpUrl: string
  readonly socketUrl: string
  readonly dynamodbUrl: string
  readonly chatTable: string
  readonly messagesTable: string
  readonly dataDir: string
  stop(): Promise<void>
}

export type SystemOptions = {
  readonly assembly: string
  readonly meter?: Meter
  /** One for costs: then it is known which environment is warm. */
  readonly environments?: number
  /** Not on a disk, where the machine allows it: for what is counted and not timed. */
  readonly inMemory?: boolean
}

const MEMORY = '/dev/shm'

/** Synthesises the app into a temporary folder, with settings beside the bench's own; `remove` deletes it. */
export async function makeAssembly(
  settings: Record<string, string> = {},
): Promise<{ path: string; remove: () => void }> {
  const path = mkdtempSync(join(tmpdir(), 'parley-bench-app-'))
  const own = { signInRate: '1000', signInBurst: '1000', groupMembers: '5000' }
  await synthesise(path, { ...UNHURRIED, ...own, ...settings })
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

export async function startSystem(options: SystemOptions): Promise<System> {
  const { assembly, meter, environments, inMemory = false } = options
  const dataDir = mkdtempSync(join(inMemory && existsSync(MEMORY) ? MEMORY : tmpdir(), 'parley-bench-'))
  const runtime = await startRuntime({
    assembly,
    dataDir,
    log: { info() {}, warn: console.error, error: console.error },
    ...(meter && { meter }),
    ...(environments && { maximumEnvironments: environments }),
  })
  return {
    ...addressesOf(runtime),
    dataDir,
    async stop() {
      await runtime.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

function addressesOf({ endpoints, outputs }: Runtime) {
  const { http, socket, dynamodb } = endpoints
  if (!http || !socket || !dynamodb) throw new Error('The stack has no HTTP API, WebSocket API or table.')
  const [chatTable, messagesTable] = [String(outputs.ChatTable), String(outputs.MessagesTable)]
  return { httpUrl: http, socketUrl: socket, dynamodbUrl: dynamodb, chatTable, messagesTable }
}

/** A client of the engine, which checks no credentials. */
export function dynamoAt(endpoint: string): DynamoDBClient {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  return new DynamoDBClient({ endpoint, region: 'us-east-1', credentials })
}
