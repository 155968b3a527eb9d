import { totalOf } from './cost.ts'
import type { Deployed } from './deployed.ts'
import prices from './prices.json' with { type: 'json' }
import { NO_USAGE } from './usage.ts'

const MONTH_SECONDS = 30 * 24 * 3_600

/** What Lambda asks of queues in a month in which nothing is in them. */
export type Polling = { readonly queues: number; readonly requests: number; readonly dollars: number }

export function pollingOf({ polledQueues: queues }: Pick<Deployed, 'polledQueues'>): Polling {
  const { pollersPerQueue, waitSeconds } = prices.polling
  const requests = (queues * pollersPerQueue * MONTH_SECONDS) / waitSeconds
  return { queues, requests, dollars: totalOf({ ...NO_USAGE, queueRequests: requests }) }
}
