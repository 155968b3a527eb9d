import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BAD_FRAMES_ALLOWED } from '@parley/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MeterEvent, type Runtime, startRuntime } from '../../packages/local/src/index.ts'
import * as app from '../fixtures/assembly.ts'
import { eventually } from '../fixtures/eventually.ts'
import { rawHttp } from '../fixtures/raw-http.ts'
import { type Frame, RawSocket } from '../fixtures/raw-socket.ts'
import { grantsOf } from './policies.ts'
import { all, synthesise } from './synthesise.ts'

/**
 * Nothing that runs on one machine checks permissions, so what is missing would be found by the first
 * deployment, and what is too much by nobody. Here the functions work, and their calls are held against
 * their policies: action by action, whichever table it is for.
 */
const NOT_TRIED = [
  // A socket that is gone is forgotten once it is older than thirty seconds.
  'Announce dynamodb:DeleteItem',
  'FanOut dynamodb:DeleteItem',
]

/** A transaction is authorised by the writes in it, which its record does not tell. */
const TRANSACTED: Record<string, string[]> = {
  Connect: ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
  Http: ['dynamodb:PutItem'],
  SignIn: ['dynamodb:PutItem'],
}

/** How the runtime's record of calls names what IAM authorises. */
const PREFIX: Record<string, string> = { dynamodb: 'dynamodb:', cognito: 'cognito-idp:' }
const REST: Record<string, string> = {
  's3 PUT': 's3:PutObject',
  's3 GET': 's3:GetObject',
  'connections POST': 'POST',
  'connections DELETE': 'DELETE',
}

const folder = mkdtempSync(join(tmpdir(), 'parley-calls-'))
const made = new Set<string>()
let runtime: Runtime

beforeAll(async () => {
  const assembly = join(folder, 'cdk.out')
  await app.synthesise(assembly, {})
  const log = { info() {}, warn() {}, error() {} }
  runtime = await startRuntime({ assembly, dataDir: join(folder, 'data'), meter, log })
})
afterAll(async () => {
  await runtime?.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('functions make no call that their roles forbid, and their roles allow no call they never make', async () => {
  await useEverything()
  const allowed = new Set(allowedActions())
  await eventually(() => expect([...allowed].filter((one) => !made.has(one)).sort()).toEqual(NOT_TRIED))
  expect([...made].filter((one) => !allowed.has(one))).toEqual([])
})

/** Every kind of thing that a client can do. */
async function useEverything(): Promise<void> {
  const [anna, ben] = [await signUp('anna'), await signUp('ben')]
  // A sign-up that is made again by who made it, and one for a handle that is somebody's.
  await call(anna, 'POST /v1/accounts', { handle: 'anna', name: 'anna', password: PASSWORD })
  await call(anna, 'POST /v1/accounts', { handle: 'anna', name: 'Another', password: `not ${PASSWORD}` }, 409)
  await call(anna, 'POST /v1/profiles', { users: [ben.user] })
  const { conversation } = await call(anna, 'POST /v1/conversations/direct', { handle: 'ben' })
  const [phone, other] = [await connect(anna, 'device-of-anna'), await connect(ben, 'device-of-ben-')]

  const heard = other.next(({ event }) => event === 'entries')
  await say(phone, { action: 'send', conversation, clientId: someId(), after: 0, text: 'hello' })
  await heard
  const announced = phone.next(({ event }) => event === 'receipt')
  await say(other, { action: 'receipt', receipts: [{ conversation, delivered: 1, read: 1 }] })
  await announced

  const messages = `/v1/conversations/${conversation}/messages`
  const long = { device: 'device-of-anna', clientId: someId(), after: 1, text: 'long '.repeat(10_000) }
  await call(anna, `POST ${messages}`, long)
  await call(ben, `GET ${messages}/2/text`)
  await call(ben, `GET ${messages}`)
  await call(ben, 'GET /v1/sync')

  await connect(anna, 'device-of-anna') // instead of the first, which is closed
  await phone.closed
  for (let frame = 0; frame < BAD_FRAMES_ALLOWED; frame++) await other.provoke('no frame')
  other.send('one too many')
  await other.closed
}

const PASSWORD = 'correct horse battery'
type Person = { user?: string | undefined; token?: string | undefined }

async function signUp(handle: string): Promise<Person> {
  const account = await call({}, 'POST /v1/accounts', { handle, name: handle, password: PASSWORD })
  return { user: account.user, token: account.accessToken }
}

async function connect(person: Person, device: string): Promise<RawSocket> {
  const { ticket } = await call(person, 'POST /v1/tickets', { device })
  const socket = await RawSocket.open(runtime.endpoints.socket!, { ticket: ticket! })
  await say(socket, { action: 'ping' })
  return socket
}

async function say(socket: RawSocket, frame: Frame): Promise<void> {
  expect(await socket.request(frame)).toMatchObject({ ok: true })
}

async function call(
  { token }: Person,
  route: string,
  body?: object,
  status = 200,
): Promise<Record<string, string>> {
  const request = { ...(token && { token }), ...(body && { body }) }
  const answer = await rawHttp(runtime.endpoints.http!, route, request)
  expect([route, answer.status, answer.body.error?.code]).toEqual([route, status, answer.body.error?.code])
  return answer.body as Record<string, string>
}

function someId(): string {
  return randomBytes(12).toString('hex')
}

function meter(event: MeterEvent): void {
  if (event.kind !== 'invocation') return
  const name = event.function.replace(/Function.*/, '')
  for (const { service, operation } of event.calls)
    for (const action of actionsOf(name, service, operation)) made.add(`${name} ${action}`)
}

function actionsOf(name: string, service: string, operation: string): string[] {
  if (operation === 'TransactWriteItems') return TRANSACTED[name] ?? [operation]
  return [REST[`${service} ${operation}`] ?? `${PREFIX[service]}${operation}`]
}

/** `function action`, without what Lambda itself needs: logs, streams and the queue for what failed. */
function allowedActions(): string[] {
  return Object.entries(all(synthesise(), 'AWS::IAM::Policy')).flatMap(([id, policy]) => {
    const actions = grantsOf(policy).map((grant) => {
      const [, method] = /\/prod\/(POST|DELETE)\/@connections/.exec(grant) ?? []
      return method ?? grant.split(' ')[0]!
    })
    const own = actions.filter((action) => !/^(logs|sqs):|Stream|:GetRecords|:GetShardIterator/.test(action))
    return own.map((action) => `${id.replace(/RoleDefaultPolicy.*/, '')} ${action}`)
  })
}
