import { totalOf } from './cost.ts'
import type { Deployed } from './deployed.ts'
import prices from './prices.json' with { type: 'json' }
import { NO_USAGE } from './usage.ts'

const MONTH_SECONDS = 30 * 24 * 3_600

/** What Lambda asks of queues in a month in which nothing is in them, from the fewest requests to the most. */
export type Polling = {
  readonly queues: number
  readonly requests: readonly [fewest: number, most: number]
  readonly dollars: readonly [fewest: number, most: number]
}

/** The same for a deployment. What an account has free each month is not taken off. */
export function pollingOf({ polledQueues: queues }: Pick<Deployed, 'polledQueues'>): Polling {
  const { fewestPollers, mostPollers, waitSeconds } = prices.polling
  const requestsBy = (pollers: number) => (queues * pollers * MONTH_SECONDS) / waitSeconds
  const dollarsFor = (queueRequests: number) => totalOf({ ...NO_USAGE, queueRequests })
  const requests = [requestsBy(fewestPollers), requestsBy(mostPollers)] as const
  return { queues, requests, dollars: [dollarsFor(requests[0]), dollarsFor(requests[1])] }
}
