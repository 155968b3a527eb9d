import { physicalName } from '../names.ts'
import type { Create } from './resource.ts'

export const create: Create = async (logicalId, properties, context) => {
  properties.ignore('DisplayName', 'KmsMasterKeyId', 'SignatureVersion', 'TracingConfig')
  const name = properties.optionalText('TopicName') ?? physicalName(context.stackName, logicalId, 256)
  const { arn } = (await context.services.queues()).ensureTopic(name, {})
  context.topics.set(arn, name)
  return { ref: arn, attributes: { TopicArn: arn, TopicName: name } }
}
