import { AwsSolutionsChecks } from 'cdk-nag'
import { describe, expect, test } from 'vitest'
import { PUSH_FINDINGS } from '../../lib/nag.ts'
import { grantsOf, on } from './policies.ts'
import { all, only, stackWith, synthesise, text } from './synthesise.ts'

const APPLICATIONS = {
  apnsApplication: 'arn:aws:sns:eu-central-1:000000000000:app/APNS/parley',
  apnsSandboxApplication: 'arn:aws:sns:eu-central-1:000000000000:app/APNS_SANDBOX/parley',
  fcmApplication: 'arn:aws:sns:eu-central-1:000000000000:app/GCM/parley',
}
const BY_SERVICE = JSON.stringify({
  apns: APPLICATIONS.apnsApplication,
  'apns-sandbox': APPLICATIONS.apnsSandboxApplication,
  fcm: APPLICATIONS.fcmApplication,
})
const ENDPOINTS = Object.values(APPLICATIONS).map((arn) => `${arn.replace(':app/', ':endpoint/')}/*`)

const variablesOf = (template: ReturnType<typeof synthesise>, name: string) =>
  only(template, 'AWS::Lambda::Function', `${name}Function`).Environment.Variables
const policyOf = (template: ReturnType<typeof synthesise>, name: string) =>
  grantsOf(only(template, 'AWS::IAM::Policy', `${name}RoleDefaultPolicy`))

describe('without a push service', () => {
  const template = synthesise()

  test('there is nothing of it, and the output says how there would be', () => {
    const ids = Object.keys(template.Resources)
    expect(ids.filter((id) => /^Push/.test(id))).toEqual([])
    expect(template.Outputs.Push!.Value).toMatch(/^off; deploy with -c apnsApplication=/)
    expect(template.Outputs).not.toHaveProperty('PushEvents')
    expect(policyOf(template, 'Http').filter((grant) => grant.startsWith('sns:'))).toEqual([])
  })

  test('functions are told so', () => {
    for (const name of ['FanOut', 'DeliverPart', 'Replay']) {
      expect(variablesOf(template, name).PUSH_QUEUE_URL).toBe('')
    }
    expect(variablesOf(template, 'Http').PUSH_APPLICATIONS).toBe('{}')
  })
})

describe('with push services', () => {
  const template = synthesise(APPLICATIONS)

  test('the output names them, and the topic that they are to tell of dead devices', () => {
    expect(template.Outputs.Push!.Value).toBe('apns, apns-sandbox, fcm')
    expect(text(template.Outputs.PushEvents!.Value)).toBe('<PushesEvents>')
  })

  test('what brings messages to people finds the queue, and how long to wait for them', () => {
    for (const name of ['FanOut', 'DeliverPart', 'Replay']) {
      const { PUSH_QUEUE_URL, RULES } = variablesOf(template, name)
      expect(text(PUSH_QUEUE_URL)).toBe('<PushesWorkQueue>')
      expect(JSON.parse(RULES)).toMatchObject({ pushAfter: 10_000 })
      expect(policyOf(template, name)).toContain('sqs:SendMessage on <PushesWorkQueue.Arn>')
    }
  })

  test('the function that pushes may publish to exactly these applications’ devices, and no more than that', () => {
    expect(variablesOf(template, 'Pusher').PUSH_APPLICATIONS).toBe(BY_SERVICE)
    expect(policyOf(template, 'Pusher')).toEqual(
      [
        ...ENDPOINTS.flatMap((endpoints) => on(endpoints, 'sns:Publish')),
        ...on('<MessagesTable.Arn>', 'dynamodb:BatchGetItem', 'dynamodb:Query'),
        ...on(
          '<ChatTable.Arn>',
          'dynamodb:BatchGetItem',
          'dynamodb:DeleteItem',
          'dynamodb:GetItem',
          'dynamodb:Query',
          'dynamodb:UpdateItem',
        ),
        ...on('<PushesWorkQueue.Arn>', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'),
        ...on('<PusherLogs.Arn>', 'logs:CreateLogStream', 'logs:PutLogEvents'),
      ].sort(),
    )
  })

  test('operations may register devices there, and not publish', () => {
    expect(variablesOf(template, 'Http').PUSH_APPLICATIONS).toBe(BY_SERVICE)
    const grants = policyOf(template, 'Http').filter((grant) => grant.startsWith('sns:'))
    expect(grants).toEqual(
      [
        ...Object.values(APPLICATIONS).flatMap((arn) => on(arn, 'sns:CreatePlatformEndpoint')),
        ...ENDPOINTS.flatMap((endpoints) => on(endpoints, 'sns:DeleteEndpoint', 'sns:SetEndpointAttributes')),
      ].sort(),
    )
  })

  test('a push that fails is tried for a quarter of an hour, and then lies for a person, who is told', () => {
    const queue = only(template, 'AWS::SQS::Queue', 'PushesWorkQueue')
    expect(queue).toMatchObject({ VisibilityTimeout: 180, RedrivePolicy: { maxReceiveCount: 5 } })
    expect(text(queue.RedrivePolicy.deadLetterTargetArn)).toBe('<PushesWorkGivenUp.Arn>')
    const mapping = only(template, 'AWS::Lambda::EventSourceMapping', 'PushesWork')
    expect(text(mapping.FunctionName)).toBe('<PusherFunction>')
    expect(mapping).toMatchObject({ BatchSize: 1, FunctionResponseTypes: ['ReportBatchItemFailures'] })
    const alarms = Object.values(all(template, 'AWS::CloudWatch::Alarm'))
    const watching = alarms.filter(
      ({ Dimensions }) => Dimensions && text(Dimensions[0].Value) === '<PushesWorkGivenUp.QueueName>',
    )
    expect(watching).toMatchObject([{ AlarmDescription: 'What to do: docs/runbook.md#push-failed' }])
  })

  test('SNS tells a function that may only take devices out', () => {
    const subscription = only(template, 'AWS::SNS::Subscription')
    expect([subscription.Protocol, text(subscription.Endpoint), text(subscription.TopicArn)]).toEqual([
      'lambda',
      '<PushFeedbackFunction.Arn>',
      '<PushesEvents>',
    ])
    expect(policyOf(template, 'PushFeedback')).toEqual(
      [
        ...ENDPOINTS.flatMap((endpoints) => on(endpoints, 'sns:GetEndpointAttributes')),
        ...on('<ChatTable.Arn>', 'dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'),
        ...on('<PushFeedbackLogs.Arn>', 'logs:CreateLogStream', 'logs:PutLogEvents'),
      ].sort(),
    )
    const permission = Object.values(all(template, 'AWS::Lambda::Permission')).find(
      ({ Principal }) => Principal === 'sns.amazonaws.com',
    )!
    expect(text(permission.SourceArn)).toBe('<PushesEvents>')
  })

  test('its topic takes no plain HTTP, and nothing from another account', () => {
    const { PolicyDocument } = only(template, 'AWS::SNS::TopicPolicy', 'Pushes')
    const [deny, allow] = ['Deny', 'Allow'].map((effect) =>
      PolicyDocument.Statement.filter(({ Effect }: { Effect: string }) => Effect === effect),
    )
    expect(deny).toMatchObject([{ Condition: { Bool: { 'aws:SecureTransport': 'false' } } }])
    expect(allow).toMatchObject([
      {
        Action: 'sns:Publish',
        Condition: { StringEquals: { 'AWS:SourceOwner': { Ref: 'AWS::AccountId' } } },
      },
    ])
  })

  test('cdk-nag finds nothing that has no reason', () => {
    const stack = stackWith(APPLICATIONS)
    const found = new AwsSolutionsChecks(stack).validateScope(stack).violations
    const own = found
      .flatMap(({ ruleName, violatingResources }) =>
        violatingResources.map(({ constructPath }) => ({
          rule: ruleName,
          path: constructPath!.slice(stack.node.path.length + 1),
        })),
      )
      .filter(({ rule, path }) => /^Push/.test(path) || rule.includes(':sns:'))
    const explains = ({ rule, about, at }: (typeof PUSH_FINDINGS)[0], one: (typeof own)[0]) =>
      one.rule.startsWith(rule) && one.rule.includes(about!) && at.test(one.path)
    expect(own).not.toEqual([])
    expect(own.filter((one) => !PUSH_FINDINGS.some((known) => explains(known, one)))).toEqual([])
    for (const known of PUSH_FINDINGS) expect(own.some((one) => explains(known, one))).toBe(true)
  })
})
