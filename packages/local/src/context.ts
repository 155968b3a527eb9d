import type { Addresses } from './addresses.ts'
import type { ApiPlan } from './api-plan.ts'
import type { Assembly } from './assembly.ts'
import type { Log, Meter, WebSocketLimits } from './contracts.ts'
import type { FunctionPool } from './functions/function-pool.ts'
import type { Services } from './services/services.ts'

export type Ports = { web: number; http: number; socket: number; s3: number }

/** A table's stream: what the engine calls it, and the key by which its records are ordered. */
type TableStream = { engineArn: string; partitionKey: string }

/** What resources share. They find each other here by ARN or id, as AWS services do. */
export type Context = {
  assembly: Assembly
  stackName: string
  region: string
  accountId: string
  dataDir: string
  ports: Ports
  maximumEnvironments: number
  webSocketLimits: Partial<WebSocketLimits>
  log: Log
  meter?: Meter | undefined
  services: Services
  addresses: Addresses
  functions: Map<string, FunctionPool>
  streams: Map<string, TableStream>
  /** By ARN: the queue's address. */
  queues: Map<string, { name: string; url: string; visibilitySeconds: number }>
  /** By ARN: the topic's name. */
  topics: Map<string, string>
  apis: Map<string, ApiPlan>
  /** Resolves when every resource has started. */
  ready: Promise<void>
}

export function functionByArn(context: Context, arn: string): FunctionPool {
  const pool =
    context.functions.get(arn) ?? [...context.functions.values()].find((f) => f.definition.name === arn)
  if (!pool) throw new Error(`${arn} is no function of this template`)
  return pool
}

export function apiById(context: Context, apiId: string): ApiPlan {
  const plan = context.apis.get(apiId)
  if (!plan) throw new Error(`${apiId} is no API of this template`)
  return plan
}

/** Tells a queue or a topic something, as a destination of events. Undefined for any other ARN. */
export async function destination(
  context: Context,
  arn: string,
): Promise<((body: string) => void) | undefined> {
  const queue = context.queues.get(arn)
  const topic = context.topics.get(arn)
  if (!queue && !topic) return undefined
  const queues = await context.services.queues()
  return (body) => (queue ? queues.send(queue.name, body) : queues.publish(topic!, body))
}
