import { describe, expect, test } from 'vitest'
import { all, only, synthesise, text } from './synthesise.ts'

const template = synthesise()
const alarms = Object.values(all(template, 'AWS::CloudWatch::Alarm'))

describe('alarms', () => {
  test('watch what needs a person, and no more than CloudWatch gives away', () => {
    const watched = alarms.map(({ MetricName, Dimensions }) => `${MetricName} ${text(Dimensions[0].Value)}`)
    expect(watched.sort()).toEqual(
      [
        'ApproximateNumberOfMessagesVisible <AnnounceStreamFailed.QueueName>',
        'ApproximateNumberOfMessagesVisible <FanOutStreamFailed.QueueName>',
        'Errors <ConnectFunction>',
        'Errors <FrameFunction>',
        'Errors <HttpFunction>',
        'Errors <SignInFunction>',
        'IteratorAge <AnnounceFunction>',
        'IteratorAge <FanOutFunction>',
        'Throttles <FrameFunction>',
        'Throttles <HttpFunction>',
      ].sort(),
    )
  })

  test('ring at the first record given up on', () => {
    const failed = alarms.filter(({ Namespace }) => Namespace === 'AWS/SQS')
    expect(failed).toHaveLength(2)
    for (const alarm of failed)
      expect(alarm).toMatchObject({
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
        EvaluationPeriods: 1,
        TreatMissingData: 'notBreaching',
      })
  })

  test('tell one topic, which takes no plain HTTP', () => {
    for (const { AlarmActions } of alarms) expect(AlarmActions.map(text)).toEqual(['<MonitoringAlarms>'])
    const { PolicyDocument } = only(template, 'AWS::SNS::TopicPolicy')
    expect(JSON.stringify(PolicyDocument.Statement)).toContain('"aws:SecureTransport":"false"')
  })

  test('mail whoever the settings name', () => {
    expect(all(template, 'AWS::SNS::Subscription')).toEqual({})
    const mailed = synthesise({ alarmEmail: 'oncall@example.com' })
    expect(only(mailed, 'AWS::SNS::Subscription')).toMatchObject({
      Protocol: 'email',
      Endpoint: 'oncall@example.com',
    })
  })
})
