import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MeterEvent, type Runtime, startRuntime } from '../../packages/local/src/index.ts'
import { PUSH_APPLICATIONS } from '../../scripts/push-applications.ts'
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
  // What was opened or registered between being asked for the end and the end itself.
  'EndAccount DELETE',
  'EndAccount POST',
  'EndAccount sns:DeleteEndpoint',
]

/** A transaction is authorised by the writes in it, which its record does not tell. */
const TRANSACTED: Record<string, string[]> = {
  Connect: ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
  Frame: ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
  Http: ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
  SignIn: ['dynamodb:UpdateItem'],
  EndAccount: ['dynamodb:PutItem'],
  Pusher: ['dynamodb:DeleteItem', 'dynamodb:UpdateItem'],
  PushFeedback: ['dynamodb:DeleteItem', 'dynamodb:UpdateItem'],
}

/** Nor do the records of requests to SNS tell what they ask for. */
const ASKED_OF_SNS: Record<string, string[]> = {
  Http: ['sns:CreatePlatformEndpoint', 'sns:DeleteEndpoint', 'sns:SetEndpointAttributes'],
  Pusher: ['sns:Publish'],
  PushFeedback: ['sns:GetEndpointAttributes'],
}

/** How the runtime's record of calls names what IAM authorises. */
const PREFIX: Record<string, string> = {
  dynamodb: 'dynamodb:',
  cognito: 'cognito-idp:',
  sqs: 'sqs:',
  s3: 's3:',
}
const OTHERWISE: Record<string, string> = {
  's3 HEAD': 's3:GetObject',
  's3 CopyObject': 's3:PutObject',
  's3 ListParts': 's3:ListMultipartUploadParts',
  // To begin with parts, and to put them together.
  's3 POST': 's3:PutObject',
  'sqs SendMessageBatch': 'sqs:SendMessage',
  'connections POST': 'POST',
  'connections DELETE': 'DELETE',
}

/**
 * What no function asks for itself: what Lambda does in its name for its log, its stream, its queue and what failed; and
 * listing a bucket, by which S3 judges whether it may be told that an object is missing.
 */
const NOT_ASKED_FOR =
  /^logs:|ListStreams|DescribeStream|^sqs:(?!Send)|^sqs:SendMessage on <(ReplaysQueue|AnnounceFailed|MediaGoneFailed)|^s3:ListBucket/
const POLLED = /^dynamodb:Get(Records|ShardIterator)/

const PRESENCE = { presenceHeartbeat: '1', presenceTimeout: '2', presenceWritten: '1' }
const PUSH = { ...PUSH_APPLICATIONS, pushAfterSeconds: '0' }

const folder = mkdtempSync(join(tmpdir(), 'parley-calls-'))
const made = new Set<string>()
let runtime: Runtime

beforeAll(async () => {
  const assembly = join(folder, 'cdk.out')
  await app.synthesise(assembly, { groupSmall: '2', ...PRESENCE, ...PUSH })
  const log = { info() {}, warn() {}, error() {} }
  runtime = await startRuntime({ assembly, dataDir: join(folder, 'data'), meter, log })
})
afterAll(async () => {
  await runtime?.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('functions make no call that their roles forbid, and their roles allow no call they never make', async () => {
  const { http, socket, sns, pushes } = runtime.endpoints
  await useEverything({ http: http!, socket: socket!, sns: sns!, pushes: pushes! })
  // Before a push that comes once more finds out what this function has been told.
  await eventually(() => expect(made).toContain('PushFeedback dynamodb:DeleteItem'))
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
  if (service === 'sns') return ASKED_OF_SNS[name] ?? [service]
  return [OTHERWISE[`${service} ${operation}`] ?? `${PREFIX[service]}${operation}`]
}

/** `function action`, without what is Lambda's own. */
function allowedActions(): string[] {
  return Object.entries(all(synthesise(PUSH), 'AWS::IAM::Policy')).flatMap(([id, policy]) => {
    const name = id.replace(/(Function)?RoleDefaultPolicy.*/, '')
    const own = grantsOf(policy).filter(
      (grant) => !NOT_ASKED_FOR.test(grant) && (name === 'Replay' || !POLLED.test(grant)),
    )
    return own.map((grant) => {
      const [, method] = /\/prod\/(POST|DELETE)\/@connections/.exec(grant) ?? []
      return `${name} ${method ?? grant.split(' ')[0]}`
    })
  })
}
