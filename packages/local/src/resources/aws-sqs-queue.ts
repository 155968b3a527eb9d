import { physicalName } from '../names.ts'
import type { Properties } from '../properties.ts'
import type { Create } from './resource.ts'

/** CloudFormation's property → the SQS attribute of the same meaning. */
const attributeNames = {
  ContentBasedDeduplication: 'ContentBasedDeduplication',
  DelaySeconds: 'DelaySeconds',
  FifoQueue: 'FifoQueue',
  MaximumMessageSize: 'MaximumMessageSize',
  MessageRetentionPeriod: 'MessageRetentionPeriod',
  ReceiveMessageWaitTimeSeconds: 'ReceiveMessageWaitTimeSeconds',
  VisibilityTimeout: 'VisibilityTimeout',
}

export const create: Create = async (logicalId, properties, context) => {
  properties.ignore(
    'KmsMasterKeyId',
    'KmsDataKeyReusePeriodSeconds',
    'SqsManagedSseEnabled',
    'RedriveAllowPolicy',
  )
  const end = properties.flag('FifoQueue') ? '.fifo' : ''
  const name =
    properties.optionalText('QueueName') ?? physicalName(context.stackName, logicalId, 80 - end.length) + end
  const queues = await context.services.queues()
  const { url, arn } = await queues.ensureQueue(name, attributesOf(properties))
  const visibilitySeconds = properties.optionalNumber('VisibilityTimeout') ?? 30
  context.queues.set(arn, { name, url, visibilitySeconds })
  return { ref: url, attributes: { Arn: arn, QueueName: name, QueueUrl: url } }
}

function attributesOf(properties: Properties): Record<string, string> {
  const attributes: Record<string, string> = {}
  for (const [property, attribute] of Object.entries(attributeNames)) {
    const value = properties.optionalText(property)
    if (value !== undefined) attributes[attribute] = value
  }
  const redrive = properties.optionalRecord('RedrivePolicy')
  if (redrive) {
    const { deadLetterTargetArn, maxReceiveCount } = redrive
    const policy = { deadLetterTargetArn, maxReceiveCount: String(maxReceiveCount) }
    attributes.RedrivePolicy = JSON.stringify(policy)
  }
  return attributes
}
