import { Duration } from 'aws-cdk-lib'
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { Construct } from 'constructs'
import type { ChatFunction } from './chat-function.ts'
import type { Settings } from './settings.ts'
import type { StreamConsumer } from './stream-consumer.ts'

const period = Duration.minutes(1)

/**
 * Alarms for what a person must act on, each named as its section of docs/runbook.md.
 * CloudWatch bills the metrics an alarm looks at, used or not ($0.10 a month each; ten are free per
 * account): these ten are the only cost of an idle deployment besides what it stores.
 */
export class Monitoring extends Construct {
  readonly #topic: Topic

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id)
    this.#topic = new Topic(this, 'Alarms', { enforceSSL: true })
    if (settings.alarmEmail) this.#topic.addSubscription(new EmailSubscription(settings.alarmEmail))
  }

  /** Stream records given up on, and a stream that falls behind. Two metrics. */
  consumer(name: string, consumer: StreamConsumer, { lambda }: ChatFunction): void {
    const failed = consumer.failed.metricApproximateNumberOfMessagesVisible({ period, statistic: 'max' })
    this.#alarm(`${name}-failed`, failed, 0, 1)
    const age = lambda.metric('IteratorAge', { period, statistic: 'max', label: 'milliseconds behind' })
    this.#alarm(`${name}-iterator-age`, age, 30_000, 3)
  }

  /** Errors of the functions clients wait for. One metric for each. */
  errors(functions: ChatFunction[]): void {
    this.#alarm('function-errors', sum(functions.map(({ lambda }) => lambda.metricErrors({ period }))), 0, 3)
  }

  /** Concurrency is the account's: whichever function meets the limit, all are about to. One metric for each. */
  throttles(functions: ChatFunction[]): void {
    this.#alarm('throttles', sum(functions.map(({ lambda }) => lambda.metricThrottles({ period }))), 0, 3)
  }

  /** Rings once `metric` has been above `most` in each of the last `periods` minutes. */
  #alarm(name: string, metric: IMetric, most: number, periods: number): void {
    const alarm = new Alarm(this, name, {
      alarmDescription: `docs/runbook.md#${name}`,
      metric,
      threshold: most,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: periods,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
    alarm.addAlarmAction(new SnsAction(this.#topic))
  }
}

function sum(metrics: IMetric[]): IMetric {
  const names = metrics.map((_, index) => `m${index}`)
  const usingMetrics = Object.fromEntries(metrics.map((metric, index) => [names[index]!, metric]))
  return new MathExpression({ expression: names.join(' + '), usingMetrics, period })
}
