import { SQSClient } from '@aws-sdk/client-sqs'

let client: SQSClient | undefined

/** The function's one client: all its queues share its connections. */
export function queueClient(): SQSClient {
  client ??= new SQSClient({})
  return client
}
