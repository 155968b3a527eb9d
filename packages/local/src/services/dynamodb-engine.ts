import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { consoleLog } from '../console-log.ts'
import type { Log } from '../contracts.ts'
import { processCommand } from '../process-identity.ts'
import { freePort } from './free-port.ts'
import { indexStreamRecords } from './stream-index.ts'
import { startSupervised } from './supervised-process.ts'

export type DynamoDbEngine = {
  url: string
  /** The engine's write-ahead log, which grows with every write; absent for an engine elsewhere. */
  journal?: string
  /** Its tools, over HTTP, for who has the token; absent for an engine elsewhere, which looks after itself. */
  tools?: { url: string; token: string }
  stop(): Promise<void>
}

const attempts = 3

/** Starts the engine on this data directory, or uses the one at DYNAMODB_ENDPOINT. */
export async function startDynamoDbEngine(dataDir: string, log: Log = consoleLog): Promise<DynamoDbEngine> {
  const elsewhere = process.env.DYNAMODB_ENDPOINT
  if (elsewhere) return { url: elsewhere.replace(/\/$/, ''), stop: async () => {} }
  const binary = findBinary()
  mkdirSync(dataDir, { recursive: true })
  const database = join(dataDir, 'dynamodb.sqlite')
  const pidFile = join(dataDir, 'dynamodb.pid')
  await killOrphan(pidFile, database)
  for (let attempt = 1; ; attempt++) {
    const [port, toolsPort] = [await freePort(), await freePort()]
    const own = ['serve', '--host', '127.0.0.1', '--port', String(port), '--db-path', database]
    const args = [...own, '--mcp', '--mcp-host', '127.0.0.1', '--mcp-port', String(toolsPort)]
    const token = randomBytes(16).toString('hex')
    try {
      const environment = { ...process.env, DYNOXIDE_MCP_AUTH_TOKEN: token }
      const engine = await startSupervised(binary, args, /MCP HTTP server listening/i, environment)
      writeFileSync(pidFile, String(engine.pid))
      indexStreamRecords(database, log)
      let stopping = false
      void engine.ended.then(() => {
        if (!stopping) log.error('the DynamoDB engine has ended by itself: stop and start again')
      })
      return {
        url: `http://127.0.0.1:${port}`,
        journal: `${database}-wal`,
        tools: { url: `http://127.0.0.1:${toolsPort}/mcp`, token },
        async stop() {
          stopping = true
          await engine.stop(2000)
          rmSync(pidFile, { force: true })
        },
      }
    } catch (error) {
      // Another program may have taken the port in between.
      if (attempt < attempts && /in use/i.test((error as Error).message)) continue
      throw new Error(`the DynamoDB engine did not start: ${(error as Error).message}`)
    }
  }
}

/** Where the engine of this machine is. Throws, and says how to get one, if there is none. */
export function findBinary(): string {
  const { platform, arch } = process
  const os = { darwin: 'darwin', win32: 'win32' }[platform as string] ?? platform
  const name = `@dynoxide/${os}-${arch}`
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`)
    return join(dirname(manifest), platform === 'win32' ? 'dynoxide.exe' : 'dynoxide')
  } catch {
    throw new Error(
      `no DynamoDB engine for ${platform}-${arch}: run \`npm install --no-save ${name}@1.2.1\`, ` +
        'or start DynamoDB Local and set DYNAMODB_ENDPOINT=http://localhost:8000',
    )
  }
}

/** An engine that outlived its runtime would write to the same database; only one that really is that is ended. */
async function killOrphan(pidFile: string, database: string): Promise<void> {
  const pid = readPid(pidFile)
  const isEngine = () => {
    const command = (pid && processCommand(pid)) || ''
    return command.includes('dynoxide') && command.includes(database)
  }
  if (pid && isEngine()) process.kill(pid, 'SIGKILL')
  while (isEngine()) await delay(10)
  rmSync(pidFile, { force: true })
}

function readPid(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8')) || undefined
  } catch {
    return undefined
  }
}
