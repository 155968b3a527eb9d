import { Duration, Stack } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { FilterPattern } from 'aws-cdk-lib/aws-logs'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { ChatFunction } from './chat-function.ts'
import type { Settings } from './settings.ts'

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
 * Alarms for what a person must act on. CloudWatch bills each of them, used or not ($0.10 a month; ten are free per
 * account). Beside them, what is stored, and Lambda's looking into the queues, an idle deployment costs nothing.
 */
export class Monitoring extends Construct {
  readonly #topic: Topic
  readonly #faults: { metricNamespace: string; metricName: string }

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id)
    this.#topic = new Topic(this, 'Alarms', { enforceSSL: true })
    // A topic with a policy of its own has lost the default one, by which alarms of the account may publish.
    this.#topic.grantPublish(
      new ServicePrincipal('cloudwatch.amazonaws.com', { conditions: ofThisAccount(this) }),
    )
    if (settings.alarmEmail) this.#topic.addSubscription(new EmailSubscription(settings.alarmEmail))
    this.#faults = { metricNamespace: settings.name, metricName: 'Faults' }
    const faults = new Metric({ namespace: settings.name, metricName: 'Faults', period, statistic: 'sum' })
    this.#alarm('faults', faults, { section: 'function-errors', most: 0, minutes: 3 })
  }

  /** Rings for a stream that falls behind, which throttling shows as too. */
  stream(name: string, { lambda }: ChatFunction): void {
    const age = lambda.metric('IteratorAge', { period, statistic: 'max' })
    this.#alarm(`${name}-iterator-age`, age, { section: 'iterator-age', most: 30_000, minutes: 3 })
  }

  /** Rings at the first message in a queue where only what was given up lies. */
  givenUp(name: string, queue: Queue): void {
    const visible = queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'max' })
    this.#alarm(`${name}-failed`, visible, { section: `${name}-failed`, most: 0, minutes: 1 })
  }

  /**
   * Rings for failures of a function that a client waits for; one that a retry mends does not ring.
   */
  answering(name: string, answering: ChatFunction): void {
    const bound = { section: 'function-errors', most: 0, minutes: 3 }
    this.#alarm(`${name}-errors`, answering.lambda.metricErrors({ period }), bound)
    this.faults(answering)
  }

  /** Concurrency is the account's: where the busiest function meets the limit, all are about to. */
  throttles({ lambda }: ChatFunction): void {
    this.#alarm('throttles', lambda.metricThrottles({ period }), {
      section: 'throttles',
      most: 0,
      minutes: 3,
    })
  }

  /**
   * Counts a function's faults from its log, in a metric that costs nothing while there are none: one that was
   * answered as INTERNAL, or a post left to sync, is a success to Lambda.
   */
  faults({ logs }: ChatFunction): void {
    const filterPattern = FilterPattern.stringValue('$.level', '=', 'ERROR')
    logs.addMetricFilter('Faults', { ...this.#faults, filterPattern })
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

/** No other account can make our topic ring. */
function ofThisAccount(scope: Construct) {
  return { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } }
}
