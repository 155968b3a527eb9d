import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { all, only, synthesise, text, withoutHash } from './synthesise.ts'

const template = synthesise()
const alarms = Object.values(all(template, 'AWS::CloudWatch::Alarm'))

describe('alarms', () => {
  test('watch what needs a person', () => {
    const watched = alarms.map(({ MetricName, Namespace, Dimensions }) =>
      Dimensions ? `${MetricName} ${text(Dimensions[0].Value)}` : `${MetricName} of ${Namespace}`,
    )
    expect(watched.sort()).toEqual(
      [
        'ApproximateNumberOfMessagesVisible <AnnounceFailed.QueueName>',
        'ApproximateNumberOfMessagesVisible <ArrivalsGivenUp.QueueName>',
        'ApproximateNumberOfMessagesVisible <EndingsGivenUp.QueueName>',
        'ApproximateNumberOfMessagesVisible <MediaGoneFailed.QueueName>',
        'ApproximateNumberOfMessagesVisible <ThumbnailsWorkGivenUp.QueueName>',
        'ApproximateNumberOfMessagesVisible <LooksGivenUp.QueueName>',
        'ApproximateNumberOfMessagesVisible <PartsGivenUp.QueueName>',
        'ApproximateNumberOfMessagesVisible <ReplaysGivenUp.QueueName>',
        'Errors <ConnectFunction>',
        'Errors <FrameFunction>',
        'Errors <HttpFunction>',
        'Errors <SignInFunction>',
        'IteratorAge <AnnounceFunction>',
        'IteratorAge <FanOutFunction>',
        'Throttles <FrameFunction>',
        'Faults of Parley',
      ].sort(),
    )
  })

  test('ring at the first record or part given up on', () => {
    const failed = alarms.filter(({ Namespace }) => Namespace === 'AWS/SQS')
    const kept = Object.keys(all(template, 'AWS::SQS::Queue')).map(withoutHash)
    expect(failed.map(({ Dimensions }) => text(Dimensions[0].Value)).sort()).toEqual(
      kept
        .filter((name) => /(GivenUp|Failed)$/.test(name))
        .map((name) => `<${name}.QueueName>`)
        .sort(),
    )
    for (const alarm of failed)
      expect(alarm).toMatchObject({
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
        EvaluationPeriods: 1,
        TreatMissingData: 'notBreaching',
      })
  })

  test('ring for faults that were answered, retried or left to sync, and that Lambda knows nothing of', () => {
    const filters = Object.values(all(template, 'AWS::Logs::MetricFilter'))
    const groups = filters.map(({ LogGroupName }) => text(LogGroupName))
    expect(groups.sort()).toEqual([
      '<AnnounceLogs>',
      '<ConnectLogs>',
      '<DeliverPartLogs>',
      '<EndAccountLogs>',
      '<EndAccountLogs>',
      '<FanOutLogs>',
      '<FrameLogs>',
      '<HttpLogs>',
      '<LookLogs>',
      '<MediaArrivedLogs>',
      '<MediaGoneLogs>',
      '<ReplayLogs>',
      '<SignInLogs>',
      '<ThumbnailsFunctionLogs>',
    ])
    for (const { FilterPattern, MetricTransformations } of filters) {
      expect(FilterPattern).toBe('{ $.level = "ERROR" }')
      expect(MetricTransformations).toEqual([
        { MetricNamespace: 'Parley', MetricName: 'Faults', MetricValue: '1' },
      ])
    }
  })

  test('tell one topic, which takes no plain HTTP', () => {
    for (const { AlarmActions } of alarms) expect(AlarmActions.map(text)).toEqual(['<MonitoringAlarms>'])
    const { PolicyDocument } = only(template, 'AWS::SNS::TopicPolicy')
    expect(JSON.stringify(PolicyDocument.Statement)).toContain('"aws:SecureTransport":"false"')
  })

  test('may be told of by CloudWatch, for alarms of this account only', () => {
    const { PolicyDocument } = only(template, 'AWS::SNS::TopicPolicy')
    const allowed = PolicyDocument.Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Allow')
    expect(allowed).toEqual([
      {
        Effect: 'Allow',
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        Resource: expect.anything(),
        Sid: expect.any(String),
      },
    ])
  })

  test('mail whoever the settings name', () => {
    expect(all(template, 'AWS::SNS::Subscription')).toEqual({})
    const mailed = synthesise({ alarmEmail: 'oncall@example.com' })
    expect(only(mailed, 'AWS::SNS::Subscription')).toMatchObject({
      Protocol: 'email',
      Endpoint: 'oncall@example.com',
    })
  })

  test('lead to a section of the runbook that exists', () => {
    const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8')
    for (const { AlarmDescription } of alarms) {
      const [, section] = /docs\/runbook\.md#([a-z-]+)$/.exec(AlarmDescription)!
      expect(anchorsOf(runbook)).toContain(section)
    }
  })
})

/** Headings as they are linked to, and anchors written out. */
function anchorsOf(markdown: string): string[] {
  const headings = [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .trim()
      .replaceAll(' ', '-'),
  )
  const written = [...markdown.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, id]) => id!)
  return [...headings, ...written]
}
