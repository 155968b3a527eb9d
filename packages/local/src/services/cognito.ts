import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { Cognito, Log, ServiceOptions } from '../contracts.ts'
import { listen, shut } from '../gateway/listener.ts'
import { readBody } from '../gateway/read-body.ts'
import type { AppClient, Engine, Input, PoolOptions } from './cognito-engine.ts'
import { UNSUPPORTED } from './cognito-fault.ts'
import type { SigningKey } from './cognito-keys.ts'

const BODY_BYTES = 1024 * 1024

/**
 * Cognito user pools on cognito-local. The port is kept between starts, since it is part of the
 * issuer that tokens name; pool and client ids follow from their logical ids.
 */
export async function startCognito({ port, host, dataDir, log }: ServiceOptions): Promise<Cognito> {
  const directory = join(dataDir, 'cognito')
  const http = createServer()
  const url = `http://${await listenAgain(http, join(directory, 'port'), port, host, log)}`
  const [{ signingKey }, { tokenGenerator }, { startEngine }, { cognitoOperations }] = await Promise.all([
    import('./cognito-keys.ts'),
    import('./cognito-tokens.ts'),
    import('./cognito-engine.ts'),
    import('./cognito-operations.ts'),
  ])
  const key = await signingKey(join(directory, 'signing-key'))
  const engine = await startEngine(join(directory, 'pools'), tokenGenerator(url, key))
  const run = cognitoOperations(engine)
  http.on('request', (request, response) => {
    const answered =
      request.method === 'GET' ? discover(request, response, url, key) : operate(request, response, run, log)
    answered.catch(() => response.destroy())
  })

  return {
    url,
    ensurePool: async (logicalId, properties) => {
      const poolId = await ensurePool(engine, logicalId, properties)
      return { poolId, issuer: `${url}/${poolId}` }
    },
    ensureClient: async (poolId, logicalId, properties) => ({
      clientId: await ensureClient(engine, poolId, logicalId, properties),
    }),
    stop: () => shut(http),
  }
}

/** The wanted port, else that of the last time, else (if somebody has taken it meanwhile) any. */
async function listenAgain(
  http: Server,
  path: string,
  port = 0,
  host: string | undefined,
  log: Log,
): Promise<string> {
  const last = Number(await readFile(path, 'utf8').catch(() => 0))
  const address = await listen(http, port || last, host).catch((error: NodeJS.ErrnoException) => {
    if (port || error.code !== 'EADDRINUSE') throw error
    log.warn(`Cognito: port ${last} is taken, so people have to sign in again`)
    return listen(http, 0, host)
  })
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(path, address.slice(address.lastIndexOf(':') + 1))
  return address
}

async function ensurePool(engine: Engine, logicalId: string, properties: Input): Promise<string> {
  const Id = `local_${hash(logicalId).slice(0, 9)}`
  const known = await engine.pools.listUserPools(engine.context)
  const options = { ...properties, Id } as PoolOptions
  if (!known.some((pool) => pool.Id === Id)) await engine.pools.createUserPool(engine.context, options)
  const pool = await engine.pools.getUserPool(engine.context, Id)
  await pool.updateOptions(engine.context, { ...pool.options, ...options })
  return Id
}

async function ensureClient(
  engine: Engine,
  poolId: string,
  logicalId: string,
  properties: Input,
): Promise<string> {
  const ClientId = hash(`${poolId}/${logicalId}`).slice(0, 26)
  const pool = await engine.pools.getUserPool(engine.context, poolId)
  const known = await engine.pools.getAppClient(engine.context, ClientId)
  const now = new Date()
  const client = {
    ...properties,
    ClientId,
    UserPoolId: poolId,
    CreationDate: known?.CreationDate ?? now,
    LastModifiedDate: now,
  }
  await pool.saveAppClient(engine.context, client as AppClient)
  return ClientId
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex')

/** `/{poolId}/.well-known/openid-configuration` and `jwks.json`: where an authorizer finds the keys. */
async function discover(request: IncomingMessage, response: ServerResponse, url: string, key: SigningKey) {
  const [, poolId, document] = /^\/([\w-]+)\/\.well-known\/([\w.-]+)$/.exec(request.url ?? '') ?? []
  const issuer = `${url}/${poolId}`
  if (document === 'jwks.json') return answer(response, 200, { keys: [key.publicJwk] })
  if (document !== 'openid-configuration') return answer(response, 404, { message: 'Not Found' })
  answer(response, 200, {
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'token'],
    subject_types_supported: ['public'],
  })
}

type Run = (operation: string, input: Input) => Promise<Input>

/** One call of the Cognito API, in its JSON 1.1 protocol. */
async function operate(request: IncomingMessage, response: ServerResponse, run: Run, log: Log) {
  const operation = String(request.headers['x-amz-target'] ?? '').split('.')[1] ?? ''
  try {
    const body = await readBody(request, BODY_BYTES)
    const input = JSON.parse(body?.toString() ?? '') as Input
    answer(response, 200, await run(operation, input))
  } catch (error) {
    const { code, name, message } = error as Error & { code?: string }
    if (code === UNSUPPORTED) log.warn(`Cognito: ${message}`)
    if (name === 'SyntaxError')
      return answer(response, 400, { __type: 'SerializationException', message: 'Not JSON' })
    if (code) return answer(response, 400, { __type: code, message })
    log.error(`Cognito: ${operation} failed with ${name}`)
    answer(response, 500, { __type: 'InternalErrorException', message: 'Internal error' })
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  // The protocol counts time in seconds; JSON.stringify would have made text of a date by now.
  const text = JSON.stringify(body, function (this: Record<string, unknown>, name, value) {
    const original = this[name]
    return original instanceof Date ? Math.floor(original.getTime() / 1000) : value
  })
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.1',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}
