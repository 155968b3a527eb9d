import { bucketNotifier } from '../bucket-notifications.ts'
import { physicalName } from '../names.ts'
import type { Create } from './resource.ts'

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
  const notifier = await bucketNotifier(properties, context)
  const isNew = await s3.createBucket(name, properties.any('CorsConfiguration'))
  if (isNew) notifier.sendTest(name)
  s3.onObjectCreated(name, notifier.notify)
  const host = `${name}.s3.${context.region}.amazonaws.com`
  const domains = { DomainName: `${name}.s3.amazonaws.com`, RegionalDomainName: host }
  return { ref: name, attributes: { Arn: `arn:aws:s3:::${name}`, ...domains } }
}
