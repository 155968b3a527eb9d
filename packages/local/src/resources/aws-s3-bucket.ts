import { type Context, destination, functionByArn } from '../context.ts'
import { physicalName } from '../names.ts'
import type { Properties } from '../properties.ts'
import type { Create } from './resource.ts'

type Notification = { Event: string; Queue?: string; Topic?: string; Function?: string; Filter?: unknown }

export const create: Create = async (logicalId, properties, context) => {
  // Privacy, encryption, retention and versions change nothing about storing and fetching here.
  properties.ignore(
    'AccessControl',
    'BucketEncryption',
    'IntelligentTieringConfigurations',
    'LifecycleConfiguration',
    'LoggingConfiguration',
    'OwnershipControls',
    'PublicAccessBlockConfiguration',
    'VersioningConfiguration',
  )
  const name =
    properties.optionalText('BucketName') ?? physicalName(context.stackName, logicalId, 63).toLowerCase()
  const s3 = await context.services.s3()
  await s3.createBucket(name, properties.any('CorsConfiguration'))
  for (const listener of await listeners(properties, context)) s3.onObjectCreated(name, listener)
  const host = `${name}.s3.${context.region}.amazonaws.com`
  const domains = { DomainName: `${name}.s3.amazonaws.com`, RegionalDomainName: host }
  return { ref: name, attributes: { Arn: `arn:aws:s3:::${name}`, ...domains } }
}

async function listeners(properties: Properties, context: Context): Promise<((event: unknown) => void)[]> {
  const configuration = properties.optionalRecord('NotificationConfiguration') ?? {}
  const notifications = Object.values(configuration).flat() as Notification[]
  return Promise.all(
    notifications.map(async ({ Event, Filter, Queue, Topic, Function: functionArn }) => {
      if (!Event?.startsWith('s3:ObjectCreated:'))
        throw properties.refusal('NotificationConfiguration', `${Event ?? 'EventBridge'} is not run locally`)
      const passes = keyFilter(Filter)
      const send = await receiver(context, Queue ?? Topic ?? functionArn ?? '')
      if (!send) throw properties.refusal('NotificationConfiguration', 'has a target outside this template')
      return (event: unknown) => {
        if (passes(objectKey(event))) send(event)
      }
    }),
  )
}

async function receiver(context: Context, arn: string): Promise<((event: unknown) => void) | undefined> {
  const send = await destination(context, arn)
  if (send) return (event) => send(JSON.stringify(event))
  if (!context.functions.has(arn)) return undefined
  const { invoke, definition } = functionByArn(context, arn)
  return (event) => {
    invoke(event).catch((error: Error) => context.log.warn(`${definition.logicalId}: ${error.message}`))
  }
}

type FilterRule = { Name: string; Value: string }

function keyFilter(filter: unknown): (key: string) => boolean {
  const { S3Key } = (filter ?? {}) as { S3Key?: { Rules?: FilterRule[] } }
  const rules = S3Key?.Rules ?? []
  return (key) =>
    rules.every(({ Name, Value }) =>
      Name.toLowerCase() === 'prefix' ? key.startsWith(Value) : key.endsWith(Value),
    )
}

/** Keys in S3's events are URL-encoded, with a plus for a space. */
function objectKey(event: unknown): string {
  const { Records } = event as { Records: { s3: { object: { key: string } } }[] }
  return decodeURIComponent(Records[0]!.s3.object.key.replaceAll('+', ' '))
}
