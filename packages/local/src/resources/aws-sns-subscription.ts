import type { Create } from './resource.ts'

/** Protocols that reach people or other machines: the message stays in the topic. */
const leavesTheMachine = new Set(['email', 'email-json', 'sms', 'http', 'https', 'application', 'firehose'])

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
  const queue = context.queues.get(endpoint)
  if (protocol !== 'sqs' || !queue)
    throw properties.refusal('Protocol', `${protocol} to ${endpoint} is not run locally`)
  const attributes: Record<string, string> = {}
  if (properties.flag('RawMessageDelivery')) attributes.RawMessageDelivery = 'true'
  const scope = properties.optionalText('FilterPolicyScope')
  if (scope) attributes.FilterPolicyScope = scope
  const filter = properties.any('FilterPolicy')
  if (filter) attributes.FilterPolicy = typeof filter === 'string' ? filter : JSON.stringify(filter)
  ;(await context.services.queues()).ensureSubscription(topic, queue.name, attributes)
  return { ref, attributes: { Arn: ref } }
}
