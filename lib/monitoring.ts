import { Duration } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { Construct } from 'constructs'
import type { ChatFunction } from './chat-function.ts'
import type { Settings } from './settings.ts'
import type { StreamConsumer } from './stream-consumer.ts'

const period = Duration.minutes(1)

type Bound = {
  /** The section of docs/runbook.md that says what to do. */
  section: string
  /** Rings once the metric has been above this … */
  most: number
  /** … in each of the last so many minutes. */
  minutes: number
}

/**
 * Alarms for what a person must act on. CloudWatch bills each of them, used or not ($0.10 a month; ten
 * are free per account): the ten here are the only cost of an idle deployment besides what it stores.
 */
export class Monitoring extends Construct {
  readonly #topic: Topic

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id)
    this.#topic = new Topic(this, 'Alarms', { enforceSSL: true })
    if (settings.alarmEmail) this.#topic.addSubscription(new EmailSubscription(settings.alarmEmail))
  }

  /** Rings for records given up on, and for a stream that falls behind, which throttling shows as too. */
  consumer(name: string, consumer: StreamConsumer, { lambda }: ChatFunction): void {
    const failed = consumer.failed.metricApproximateNumberOfMessagesVisible({ period, statistic: 'max' })
    this.#alarm(`${name}-failed`, failed, { section: `${name}-failed`, most: 0, minutes: 1 })
    const age = lambda.metric('IteratorAge', { period, statistic: 'max' })
    this.#alarm(`${name}-iterator-age`, age, { section: 'iterator-age', most: 30_000, minutes: 3 })
  }

  /** Rings for errors of a function that a client waits for; one that a retry mends does not ring. */
  errors(name: string, { lambda }: ChatFunction): void {
    const bound = { section: 'function-errors', most: 0, minutes: 3 }
    this.#alarm(`${name}-errors`, lambda.metricErrors({ period }), bound)
  }

  /** Concurrency is the account's: where the busiest functions meet the limit, all are about to. */
  throttles(name: string, { lambda }: ChatFunction): void {
    const bound = { section: 'throttles', most: 0, minutes: 3 }
    this.#alarm(`${name}-throttles`, lambda.metricThrottles({ period }), bound)
  }

  #alarm(name: string, metric: IMetric, { section, most, minutes }: Bound): void {
    const alarm = new Alarm(this, name, {
      alarmDescription: `What to do: docs/runbook.md#${section}`,
      metric,
      threshold: most,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: minutes,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
    alarm.addAlarmAction(new SnsAction(this.#topic))
  }
}
