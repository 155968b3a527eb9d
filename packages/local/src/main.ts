import { parseArgs } from 'node:util'
import type { Ports } from './context.ts'
import type { Endpoints } from './endpoints-file.ts'
import { startRuntime } from './runtime.ts'

const usage = 'usage: main.ts [--assembly cdk.out] [--stack Name] [--data .parley] [--web folder]'

/** Each port's default and the variable that changes it; 0 takes any free port. */
const portSettings = {
  web: [4000, 'PARLEY_WEB_PORT'],
  http: [4001, 'PARLEY_HTTP_PORT'],
  socket: [4002, 'PARLEY_SOCKET_PORT'],
  s3: [4003, 'PARLEY_S3_PORT'],
} as const

try {
  await main()
} catch (error) {
  console.error(`parley: ${explain(error as Error)}`)
  process.exit(1)
}

async function main(): Promise<void> {
  const { assembly, stack, data, web } = readArguments()
  const begin = performance.now()
  console.log(`Starting the stack in ${assembly}, data in ${data} …`)
  const runtime = await startRuntime({
    assembly,
    dataDir: data,
    ports: readPorts(),
    ...(stack !== undefined && { stack }),
    ...(web !== undefined && { web: { root: web } }),
  })
  let isStopping = false
  // A signal to the whole group arrives once more by whoever passes it on: stopping goes on to its end.
  const stop = () => {
    if (isStopping) return
    isStopping = true
    console.log('Stopping …')
    void runtime.stop().then(() => process.exit(0))
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  announce(runtime.endpoints, performance.now() - begin)
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        assembly: { type: 'string', default: 'cdk.out' },
        stack: { type: 'string' },
        data: { type: 'string', default: '.parley' },
        web: { type: 'string' },
      },
    })
    return values
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${usage}`)
  }
}

function readPorts(): Ports {
  const ports = Object.entries(portSettings).map(([name, [usual, variable]]) => {
    const port = Number(process.env[variable] ?? usual)
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      throw new Error(`${variable} is ${process.env[variable]}, which is no port`)
    return [name, port]
  })
  return Object.fromEntries(ports)
}

function announce({ web, http, socket, pushes }: Endpoints, ms: number): void {
  console.log(`Ready after ${(ms / 1000).toFixed(1)} s. Ctrl-C stops it.`)
  if (web) console.log(`  web        ${web}`)
  if (http) console.log(`  HTTP       ${http}`)
  if (socket) console.log(`  WebSocket  ${socket}`)
  if (pushes) console.log(`  pushes     ${pushes}.html`)
}

function explain(error: Error): string {
  const { code, port } = error as NodeJS.ErrnoException & { port?: number }
  if (code !== 'EADDRINUSE') return error.message
  const setting = Object.values(portSettings).find(
    ([usual, name]) => Number(process.env[name] ?? usual) === port,
  )
  return `port ${port} is taken by another program: set ${setting?.[1] ?? 'another port'} to a free port, or to 0 for any`
}
