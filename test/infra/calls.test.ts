import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MeterEvent, type Runtime, startRuntime } from '../../packages/local/src/index.ts'
import * as app from '../fixtures/assembly.ts'
import { eventually } from '../fixtures/eventually.ts'
import { useEverything } from './everything.ts'
import { giveUpEverything } from './given-up.ts'
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
  'DeliverPart dynamodb:DeleteItem',
  // A post that would not go through is noted on its socket.
  'DeliverPart dynamodb:UpdateItem',
  // A socket that was opened between being asked for the end and the end itself.
  'EndAccount DELETE',
  'EndAccount POST',
  'FanOut dynamodb:DeleteItem',
  'Replay dynamodb:DeleteItem',
]

/** A transaction is authorised by the writes in it, which its record does not tell. */
const TRANSACTED: Record<string, string[]> = {
  Connect: ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
  Frame: ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
  Http: ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
  SignIn: ['dynamodb:UpdateItem'],
  EndAccount: ['dynamodb:PutItem'],
}

/** How the runtime's record of calls names what IAM authorises. */
const PREFIX: Record<string, string> = { dynamodb: 'dynamodb:', cognito: 'cognito-idp:', sqs: 'sqs:' }
const OTHERWISE: Record<string, string> = {
  's3 PUT': 's3:PutObject',
  's3 GET': 's3:GetObject',
  's3 DELETE': 's3:DeleteObject',
  'sqs SendMessageBatch': 'sqs:SendMessage',
  'connections POST': 'POST',
  'connections DELETE': 'DELETE',
}

/** What Lambda does in a function's name, and the function itself never: its log, its stream, its queue, what failed. */
const LAMBDAS_OWN =
  /^logs:|ListStreams|DescribeStream|^sqs:(?!Send)|^sqs:SendMessage on <(ReplaysQueue|AnnounceFailed)/
const POLLED = /^dynamodb:Get(Records|ShardIterator)/

const folder = mkdtempSync(join(tmpdir(), 'parley-calls-'))
const made = new Set<string>()
let runtime: Runtime

beforeAll(async () => {
  const assembly = join(folder, 'cdk.out')
  const presence = { presenceHeartbeat: '1', presenceTimeout: '2', presenceWritten: '1' }
  await app.synthesise(assembly, { groupSmall: '2', ...presence })
  const log = { info() {}, warn() {}, error() {} }
  runtime = await startRuntime({ assembly, dataDir: join(folder, 'data'), meter, log })
})
afterAll(async () => {
  await runtime?.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('functions make no call that their roles forbid, and their roles allow no call they never make', async () => {
  await useEverything({ http: runtime.endpoints.http!, socket: runtime.endpoints.socket! })
  await giveUpEverything(runtime)
  const allowed = new Set(allowedActions())
  await eventually(() => expect([...allowed].filter((one) => !made.has(one)).sort()).toEqual(NOT_TRIED))
  expect([...made].filter((one) => !allowed.has(one))).toEqual([])
})

function meter(event: MeterEvent): void {
  if (event.kind !== 'invocation') return
  const name = event.function.replace(/Function.*/, '')
  for (const { service, operation } of event.calls)
    for (const action of actionsOf(name, service, operation)) made.add(`${name} ${action}`)
}

function actionsOf(name: string, service: string, operation: string): string[] {
  if (operation === 'TransactWriteItems') return TRANSACTED[name] ?? [operation]
  return [OTHERWISE[`${service} ${operation}`] ?? `${PREFIX[service]}${operation}`]
}

/** `function action`, without what is Lambda's own. */
function allowedActions(): string[] {
  return Object.entries(all(synthesise(), 'AWS::IAM::Policy')).flatMap(([id, policy]) => {
    const name = id.replace(/RoleDefaultPolicy.*/, '')
    const own = grantsOf(policy).filter(
      (grant) => !LAMBDAS_OWN.test(grant) && (name === 'Replay' || !POLLED.test(grant)),
    )
    return own.map((grant) => {
      const [, method] = /\/prod\/(POST|DELETE)\/@connections/.exec(grant) ?? []
      return `${name} ${method ?? grant.split(' ')[0]}`
    })
  })
}
