import { resolve as resolvePath } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Addresses } from './addresses.ts'
import { readAssembly } from './assembly.ts'
import { consoleLog } from './console-log.ts'
import type { Context, Ports } from './context.ts'
import type { HttpApi, Log, Meter, StaticSite, WebSocketApi, WebSocketLimits } from './contracts.ts'
import { type Endpoints, publishEndpoints, withdrawEndpoints } from './endpoints-file.ts'
import { lockDataDir } from './instance-lock.ts'
import { Services } from './services/services.ts'
import { createResources, outputsOf, type Stack, startResources } from './stack.ts'

export type RuntimeOptions = {
  /** A CDK cloud assembly (`cdk.out`). */
  assembly: string
  /** The stack to run, when the assembly has several. */
  stack?: string
  /** Everything that is kept, is kept here. */
  dataDir: string
  /** 0 takes any free port, which is the default for all. */
  ports?: Partial<Ports>
  /** A folder of static files to serve, with `GET /endpoints.json` beside them. */
  web?: { root: string }
  /** How many events one function handles at the same time; 8 by default. */
  maximumEnvironments?: number
  /** For tests that cannot wait for API Gateway's own. */
  webSocketLimits?: Partial<WebSocketLimits>
  /** How often items whose time to live is over are deleted, ms; a minute by default. */
  sweepMs?: number
  meter?: Meter
  log?: Log
}

export type Runtime = {
  endpoints: Endpoints
  /** The template's outputs, with local addresses in place of AWS's. */
  outputs: Record<string, unknown>
  /** The open WebSocket connections. */
  connections: { list(): string[]; close(connectionId: string, code?: number): void }
  /** Ends everything that was started. May be called again. */
  stop(): Promise<void>
}

const accountId = '000000000000'
/** How long what is under way may take to end by itself. */
const graceMs = 2_000

/** Runs a synthesised stack in this process. When it cannot, nothing is left running. */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const dataDir = resolvePath(options.dataDir)
  const assembly = readAssembly(options.assembly, options.stack)
  const unlock = lockDataDir(dataDir)
  const started = Promise.withResolvers<void>()
  const context = makeContext(options, dataDir, assembly, started.promise)
  const stack: Stack = new Map()
  let site: StaticSite | undefined
  let stopping: Promise<void> | undefined
  const stop = () => {
    withdrawEndpoints(dataDir)
    stopping ??= stopAll(stack, context, site).finally(unlock)
    return stopping
  }
  try {
    withdrawEndpoints(dataDir)
    await createResources(stack, context)
    await startResources(stack)
    const endpoints = endpointsOf(context)
    if (options.web) {
      site = await startSite(options.web.root, endpoints, context)
      endpoints.web = site.url
    }
    const outputs = outputsOf(stack, context)
    await showPushes(endpoints, outputs, context)
    started.resolve()
    publishEndpoints(dataDir, endpoints)
    return { endpoints, outputs, connections: connectionsOf(context), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function makeContext(
  options: RuntimeOptions,
  dataDir: string,
  assembly: Context['assembly'],
  ready: Promise<void>,
): Context {
  const { log = consoleLog, meter, maximumEnvironments = 8, webSocketLimits = {}, sweepMs } = options
  const ports = { web: 0, http: 0, socket: 0, s3: 0, ...options.ports }
  const region = assembly.region ?? 'us-east-1'
  return {
    assembly,
    stackName: assembly.stackName,
    region,
    accountId,
    dataDir,
    ports,
    maximumEnvironments,
    webSocketLimits,
    log,
    meter,
    services: new Services({ dataDir, region, s3Port: ports.s3, sweepMs, meter, log }),
    addresses: new Addresses(),
    functions: new Map(),
    streams: new Map(),
    queues: new Map(),
    topics: new Map(),
    apis: new Map(),
    ready,
  }
}

async function startSite(root: string, endpoints: Endpoints, context: Context): Promise<StaticSite> {
  const { startStaticSite } = await import('./services/static-site.ts')
  const { log, ports, services } = context
  const pushes = services.url('sns') === undefined ? undefined : (await services.sns()).view
  const config = () => endpoints
  return startStaticSite({ root, port: ports.web, config, ...(pushes && { pushes }), log })
}

/**
 * What was pushed is shown beside the web page or, without one, at SNS's own address. The topic that the stack names
 * as an output for it is told what could not be pushed: on AWS whoever makes the platform applications sets that.
 */
async function showPushes(
  endpoints: Endpoints,
  outputs: Record<string, unknown>,
  context: Context,
): Promise<void> {
  if (!endpoints.sns) return
  endpoints.pushes = `${endpoints.web ?? endpoints.sns}/pushes`
  const topic = Object.entries(outputs).find(
    ([name, value]) => /push/i.test(name) && context.topics.has(String(value)),
  )
  if (topic) (await context.services.sns()).tellFailures(String(topic[1]))
}

function endpointsOf({ apis, services }: Context): Endpoints {
  const running = (protocol: 'HTTP' | 'WEBSOCKET') =>
    [...apis.values()].find((plan) => plan.protocol === protocol)?.running?.url
  const urls = {
    http: running('HTTP'),
    socket: running('WEBSOCKET'),
    s3: services.url('s3'),
    dynamodb: services.url('dynamodb'),
    queues: services.url('queues'),
    cognito: services.url('cognito'),
    sns: services.url('sns'),
  }
  return Object.fromEntries(Object.entries(urls).filter(([, url]) => url !== undefined))
}

function connectionsOf({ apis }: Context): Runtime['connections'] {
  const socket = () => [...apis.values()].map((plan) => plan.running).find(isWebSocketApi)
  return {
    list: () => socket()?.connections() ?? [],
    close: (connectionId, code) => socket()?.close(connectionId, code),
  }
}

function isWebSocketApi(api: WebSocketApi | HttpApi | undefined): api is WebSocketApi {
  return api !== undefined && 'connections' in api
}

/** Callers first, then the functions they call, then the services those use. */
async function stopAll(stack: Stack, context: Context, site: StaticSite | undefined): Promise<void> {
  const resources = [...stack.values()].reverse().map(async (resource) => resource.stop?.())
  const callers = Promise.allSettled([...resources, site?.stop()])
  await Promise.race([callers, delay(graceMs, undefined, { ref: false })])
  await Promise.allSettled([...context.functions.values()].map((pool) => pool.stop()))
  await callers
  await context.services.stop()
}
