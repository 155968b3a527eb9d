import { type Context, functionByArn } from '../context.ts'
import { QueueMapping } from '../event-sources/queue-mapping.ts'
import { topicEvent } from '../event-sources/topic-event.ts'
import { physicalName } from '../names.ts'
import type { Properties } from '../properties.ts'
import type { Create, Resource } from './resource.ts'

/** Protocols that reach people or other machines: the message stays in the topic. */
const leavesTheMachine = new Set(['email', 'email-json', 'sms', 'http', 'https', 'application', 'firehose'])

/** How often SNS has Lambda try a function: once, and twice again. */
const TRIES = 3

export const create: Create = async (logicalId, properties, context) => {
  const topicArn = properties.text('TopicArn')
  const topic = context.topics.get(topicArn)
  if (!topic) throw properties.refusal('TopicArn', `${topicArn} is no topic of this template`)
  const ref = `${topicArn}:${logicalId}`
  const protocol = properties.text('Protocol')
  const endpoint = properties.text('Endpoint')
  if (leavesTheMachine.has(protocol)) {
    properties.all()
    context.log.info(`${logicalId}: ${protocol} notifications are not sent locally`)
    return { ref, attributes: { Arn: ref } }
  }
  if (protocol === 'lambda' && context.functions.has(endpoint))
    return toFunction(logicalId, ref, topic, endpoint, properties, context)
  const queue = context.queues.get(endpoint)
  if (protocol !== 'sqs' || !queue)
    throw properties.refusal('Protocol', `${protocol} to ${endpoint} is not run locally`)
  const attributes = filterOf(properties)
  if (properties.flag('RawMessageDelivery')) attributes.RawMessageDelivery = 'true'
  ;(await context.services.queues()).ensureSubscription(topic, queue.name, attributes)
  return { ref, attributes: { Arn: ref } }
}

/** By way of a queue of its own: what was published is kept until the function has had it, a restart in between or not. */
async function toFunction(
  logicalId: string,
  ref: string,
  topic: string,
  functionArn: string,
  properties: Properties,
  context: Context,
): Promise<Resource> {
  const { definition, invoke } = functionByArn(context, functionArn)
  const queues = await context.services.queues()
  const name = physicalName(context.stackName, logicalId, 70)
  const dropped = await queues.ensureQueue(`${name}-dropped`, { MessageRetentionPeriod: '3600' })
  const { url, arn } = await queues.ensureQueue(name, {
    VisibilityTimeout: String(Math.ceil(definition.timeoutMs / 1000) + 1),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dropped.arn, maxReceiveCount: String(TRIES) }),
  })
  queues.ensureSubscription(topic, name, filterOf(properties))
  const mapping = new QueueMapping({
    name: logicalId,
    queues,
    queueUrl: url,
    queueArn: arn,
    region: context.region,
    invoke: (event) => {
      const [{ body }] = (event as { Records: [{ body: string }] }).Records
      return invoke(topicEvent(body, ref))
    },
    batchSize: 1,
    windowMs: 0,
    concurrency: 5,
    reportsItemFailures: false,
    matches: () => true,
    log: context.log,
  })
  return {
    ref,
    attributes: { Arn: ref },
    start: () => mapping.start(),
    stop: () => mapping.stop(),
  }
}

function filterOf(properties: Properties): Record<string, string> {
  const scope = properties.optionalText('FilterPolicyScope')
  const filter = properties.any('FilterPolicy')
  return {
    ...(scope && { FilterPolicyScope: scope }),
    ...(filter !== undefined && {
      FilterPolicy: typeof filter === 'string' ? filter : JSON.stringify(filter),
    }),
  }
}
