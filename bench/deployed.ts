import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const MB_PER_GB = 1024

/** What a function's bill depends on beside what it does. */
export type DeployedFunction = {
  readonly memoryGb: number
  /** A queue that Lambda polls for it, at our cost; one that S3 puts its notifications into. */
  readonly feed?: 'queue' | 'storage'
}

export type Deployed = {
  /** By logical id. */
  readonly functions: Readonly<Record<string, DeployedFunction>>
  /** How many queues Lambda polls, whether there is anything in them or not. */
  readonly polledQueues: number
}

type Resource = { readonly Type: string; readonly Properties?: Properties }
type Reference = { readonly Ref?: string; readonly 'Fn::GetAtt'?: readonly [string, string] }
type Properties = {
  readonly MemorySize?: number
  readonly EventSourceArn?: Reference
  readonly FunctionName?: Reference
  readonly NotificationConfiguration?: { readonly QueueConfigurations?: readonly { Queue: Reference }[] }
}

/** Reads the template of a synthesised app. */
export function readDeployed(assembly: string): Deployed {
  const name = readdirSync(assembly).find((file) => file.endsWith('.template.json'))
  if (name === undefined) throw new Error(`There is no template in ${assembly}.`)
  return deployedBy(JSON.parse(readFileSync(join(assembly, name), 'utf8')) as { Resources: Resources })
}

type Resources = Readonly<Record<string, Resource>>

/** The same of a template. */
export function deployedBy({ Resources }: { readonly Resources: Resources }): Deployed {
  const properties = (type: string) =>
    Object.values(Resources).flatMap((one) => (one.Type === type && one.Properties ? [one.Properties] : []))
  const isQueue = (reference: Reference | undefined) => Resources[idOf(reference)]?.Type === 'AWS::SQS::Queue'

  const notified = properties('AWS::S3::Bucket').flatMap(({ NotificationConfiguration }) =>
    (NotificationConfiguration?.QueueConfigurations ?? []).map(({ Queue }) => idOf(Queue)),
  )
  const polled = properties('AWS::Lambda::EventSourceMapping').filter(({ EventSourceArn }) =>
    isQueue(EventSourceArn),
  )
  const feedOf = (id: string) => {
    const mapping = polled.find(({ FunctionName }) => idOf(FunctionName) === id)
    if (!mapping) return {}
    return { feed: notified.includes(idOf(mapping.EventSourceArn)) ? 'storage' : 'queue' } as const
  }
  const functions = Object.entries(Resources).flatMap(([id, { Type, Properties }]) => {
    if (Type !== 'AWS::Lambda::Function') return []
    return [[id, { memoryGb: (Properties?.MemorySize ?? 128) / MB_PER_GB, ...feedOf(id) }] as const]
  })
  return { functions: Object.fromEntries(functions), polledQueues: polled.length }
}

function idOf(reference: Reference | undefined): string {
  return reference?.Ref ?? reference?.['Fn::GetAtt']?.[0] ?? ''
}
