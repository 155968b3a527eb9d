import { describe, expect, test } from 'vitest'
import { grantsOf, on } from './policies.ts'
import { all, synthesise, text, withoutHash } from './synthesise.ts'

const SOCKETS = 'arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<SocketsApi>/prod/'
const POST = `execute-api:ManageConnections on ${SOCKETS}POST/@connections/*`
const DELETE = `execute-api:ManageConnections on ${SOCKETS}DELETE/@connections/*`

/** What bringing news to people takes. */
const FORGET_TEXTS = on('<TextsBucket.Arn>/text/*', 's3:DeleteObject')
const DELIVERING = [...table('Chat', 'BatchGetItem', 'DeleteItem', 'GetItem', 'UpdateItem'), POST]

/** Everything each function may do, besides writing its own log. Adding to it is a decision. */
const ALLOWED: Record<string, string[]> = {
  Connect: [...table('Chat', 'GetItem', 'PutItem', 'UpdateItem'), POST, DELETE],
  Disconnect: table('Chat', 'DeleteItem', 'GetItem', 'UpdateItem'),
  Frame: [
    ...table('Messages', 'BatchGetItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
    ...table('Chat', 'BatchGetItem', 'BatchWriteItem', 'GetItem', 'PutItem', 'UpdateItem'),
    ...on('<LooksQueue.Arn>', 'sqs:SendMessage'),
    POST,
    DELETE,
  ],
  Look: [
    ...table('Chat', 'GetItem', 'UpdateItem'),
    ...on('<LooksQueue.Arn>', 'sqs:SendMessage'),
    ...queue('Looks'),
  ],
  Http: [
    ...table('Messages', 'BatchGetItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
    ...table('Chat', 'BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
    ...on('<TextsBucket.Arn>/text/*', 's3:GetObject', 's3:PutObject'),
    ...files('original', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'),
    ...files('display', 's3:GetObject'),
    ...files('thumbnail', 's3:GetObject'),
    ...on('<FilesBucket.Arn>', 's3:ListBucket'),
    ...on('<EndingsQueue.Arn>', 'sqs:SendMessage'),
    ...on('<ThumbnailsWorkQueue.Arn>', 'sqs:SendMessage'),
    POST,
    DELETE,
  ],
  SignIn: [
    ...table('Chat', 'GetItem', 'UpdateItem'),
    ...on(
      '<AccountsPool.Arn>',
      'cognito-idp:AdminCreateUser',
      'cognito-idp:AdminGetUser',
      'cognito-idp:AdminInitiateAuth',
      'cognito-idp:AdminSetUserPassword',
      'cognito-idp:AdminUserGlobalSignOut',
    ),
  ],
  EndAccount: [
    ...table('Messages', 'GetItem', 'PutItem', 'Query'),
    ...table('Chat', 'BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
    ...on('<AccountsPool.Arn>', 'cognito-idp:AdminDeleteUser'),
    ...on('<EndingsQueue.Arn>', 'sqs:SendMessage'),
    ...queue('Endings'),
    POST,
    DELETE,
  ],
  MediaArrived: [
    ...table('Chat', 'GetItem', 'UpdateItem'),
    ...files('original', 's3:GetObject', 's3:DeleteObject'),
    ...files('rendition', 's3:GetObject', 's3:DeleteObject'),
    ...files('display', 's3:DeleteObject'),
    ...files('thumbnail', 's3:DeleteObject'),
    ...on('<FilesBucket.Arn>', 's3:ListBucket'),
    ...on('<ThumbnailsWorkQueue.Arn>', 'sqs:SendMessage'),
    ...queue('Arrivals'),
  ],
  ThumbnailsFunction: [
    ...files('original', 's3:GetObject'),
    ...files('display', 's3:PutObject'),
    ...files('thumbnail', 's3:PutObject'),
    ...files('rendition', 's3:PutObject'),
    ...queue('ThumbnailsWork'),
  ],
  MediaGone: [
    ...table('Chat', 'GetItem', 'DeleteItem'),
    ...files('original', 's3:DeleteObject', 's3:AbortMultipartUpload'),
    ...files('display', 's3:DeleteObject'),
    ...files('thumbnail', 's3:DeleteObject'),
    ...files('rendition', 's3:DeleteObject'),
    ...stream('Chat', 'MediaGoneFailed'),
  ],
  FanOut: [
    ...DELIVERING,
    ...table('Messages', 'BatchGetItem', 'UpdateItem'),
    ...FORGET_TEXTS,
    ...on('<PartsQueue.Arn>', 'sqs:SendMessage'),
    ...stream('Messages', 'ReplaysQueue'),
  ],
  DeliverPart: [...DELIVERING, ...table('Messages', 'Query'), ...queue('Parts')],
  Replay: [
    ...DELIVERING,
    ...table('Messages', 'BatchGetItem', 'UpdateItem'),
    ...FORGET_TEXTS,
    ...on('<MessagesTable.StreamArn>', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'),
    ...on('<PartsQueue.Arn>', 'sqs:SendMessage'),
    ...queue('Replays'),
  ],
  Announce: [
    ...DELIVERING,
    ...table('Messages', 'Query'),
    ...table('Chat', 'Query'),
    ...stream('Chat', 'AnnounceFailed'),
  ],
}

describe('least privilege', () => {
  const template = synthesise()
  const policies = Object.entries(all(template, 'AWS::IAM::Policy'))

  test.each(Object.entries(ALLOWED))('%s may do what is listed and nothing else', (name, expected) => {
    const [, policy] = policies.find(([id]) => id.startsWith(`${name}RoleDefaultPolicy`))!
    const log = on(`<${name}Logs.Arn>`, 'logs:CreateLogStream', 'logs:PutLogEvents')
    expect(grantsOf(policy)).toEqual([...expected, ...log].sort())
  })

  test('no policy is without an entry in the list', () => {
    expect(policies.map(([id]) => id.replace(/RoleDefaultPolicy.*/, '')).sort()).toEqual(
      Object.keys(ALLOWED).sort(),
    )
  })

  test('roles belong to one function each and carry no managed or inline policy', () => {
    const roles = all(template, 'AWS::IAM::Role')
    for (const role of Object.values(roles)) expect(Object.keys(role)).toEqual(['AssumeRolePolicyDocument'])
    const used = Object.values(all(template, 'AWS::Lambda::Function')).map((lambda) => text(lambda.Role))
    expect(used.sort()).toEqual(
      Object.keys(roles)
        .map((id) => `<${withoutHash(id)}.Arn>`)
        .sort(),
    )
  })

  test('only the two APIs may invoke functions from outside', () => {
    for (const permission of Object.values(all(template, 'AWS::Lambda::Permission'))) {
      expect(permission.Principal).toBe('apigateway.amazonaws.com')
      expect(text(permission.SourceArn)).toMatch(/:<(Sockets|Https)Api>\//)
    }
  })
})

function files(folder: string, ...actions: string[]): string[] {
  return on(`<FilesBucket.Arn>/${folder}/*`, ...actions)
}

function table(name: string, ...actions: string[]): string[] {
  return on(`<${name}Table.Arn>`, ...actions.map((action) => `dynamodb:${action}`))
}

function stream(name: string, failed: string): string[] {
  return [
    ...on(
      `<${name}Table.StreamArn>`,
      'dynamodb:DescribeStream',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
    ),
    ...on(`<${name}Table.Arn>/stream/*`, 'dynamodb:ListStreams'),
    ...on(`<${failed}.Arn>`, 'sqs:SendMessage'),
  ]
}

/** What Lambda does in the name of the function whose work lies in a queue. */
function queue(name: string): string[] {
  return on(`<${name}Queue.Arn>`, 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage')
}
