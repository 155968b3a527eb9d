import { setTimeout as sleep } from 'node:timers/promises'
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi'
import type { Post } from '../ports.ts'
import { CALLS_AT_ONCE } from './dynamo.ts'

/** The SDK takes the address from the environment (`callback` in environment.ts). One attempt: retries are ours. */
export function managementClient(): ApiGatewayManagementApiClient {
  return new ApiGatewayManagementApiClient({
    maxAttempts: 1,
    requestHandler: { httpAgent: CALLS_AT_ONCE, httpsAgent: CALLS_AT_ONCE },
  })
}

const THROTTLED_ATTEMPTS = 4
const THROTTLED_BASE_MS = 50

/** Posting through API Gateway's connection API. Bounded: a socket that will not take a frame delays nobody for long. */
export function gatewayPost(client: ApiGatewayManagementApiClient): Post {
  return {
    async send(connection, frame) {
      for (let attempt = 1; ; attempt++) {
        const outcome = await post(connection, frame)
        if (outcome !== 'throttled' || attempt === THROTTLED_ATTEMPTS) return outcome
        await sleep(Math.random() * THROTTLED_BASE_MS * 2 ** attempt)
      }
    },
    async close(connection) {
      await client.send(new DeleteConnectionCommand({ ConnectionId: connection })).catch(() => {})
    },
  }

  async function post(connection: string, frame: string): Promise<'sent' | 'gone' | 'throttled'> {
    try {
      await client.send(new PostToConnectionCommand({ ConnectionId: connection, Data: frame }))
      return 'sent'
    } catch (error) {
      if (error instanceof Error && error.name === 'GoneException') return 'gone'
      // Throttling and server faults are alike: not now, perhaps in a moment. Sync repairs what stays unsent.
      if (isPassing(error)) return 'throttled'
      throw error
    }
  }
}

function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const status = (error as Error & { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode
  return status === undefined || status === 429 || status >= 500
}
