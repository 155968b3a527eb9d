import type { Create } from './resources/resource.ts'

/** Resource types that need no running on one machine, each with the reason. */
export const ignoredTypes: Record<string, string> = {
  'AWS::ApiGateway::Account': 'where API Gateway may log: there is no account',
  'AWS::Budgets::Budget': 'nothing here costs money',
  'AWS::CDK::Metadata': 'usage statistics of the CDK',
  'AWS::CloudFront::Distribution': 'files come from S3 itself here, by presigned addresses',
  'AWS::CloudFront::KeyGroup': 'files come from S3 itself here, by presigned addresses',
  'AWS::CloudFront::OriginAccessControl': 'files come from S3 itself here, by presigned addresses',
  'AWS::CloudFront::PublicKey': 'files come from S3 itself here, by presigned addresses',
  'AWS::CloudFront::ResponseHeadersPolicy': 'files come from S3 itself here, by presigned addresses',
  'AWS::CloudWatch::Alarm': 'watches metrics, which are not collected here',
  'AWS::CloudWatch::CompositeAlarm': 'watches alarms',
  'AWS::CloudWatch::Dashboard': 'shows metrics, which are not collected here',
  'AWS::IAM::ManagedPolicy': 'permissions are checked by AWS only',
  'AWS::IAM::Policy': 'permissions are checked by AWS only',
  'AWS::IAM::Role': 'permissions are checked by AWS only',
  'AWS::KMS::Alias': 'nothing is encrypted at rest here',
  'AWS::KMS::Key': 'nothing is encrypted at rest here',
  'AWS::Lambda::Permission': 'permissions are checked by AWS only',
  'AWS::Logs::LogGroup': 'logs are files in the data directory',
  'AWS::Logs::MetricFilter': 'metrics are not collected here',
  'AWS::Logs::ResourcePolicy': 'permissions are checked by AWS only',
  'AWS::S3::BucketPolicy': 'permissions are checked by AWS only',
  'AWS::SNS::TopicPolicy': 'permissions are checked by AWS only',
  'AWS::SQS::QueuePolicy': 'permissions are checked by AWS only',
}

/** Answers every `Fn::GetAtt` with a name that says where it comes from; nothing local reads one. */
export const ignoredResource: Create = (logicalId, properties, context) => {
  properties.all()
  const service = properties.type.split('::')[1]!.toLowerCase()
  const attributes = new Proxy<Record<string, unknown>>(
    {},
    {
      has: () => true,
      get: (_target, name) =>
        name === 'Arn'
          ? `arn:aws:${service}:${context.region}:${context.accountId}:local/${logicalId}`
          : `${logicalId}.${String(name)}`,
    },
  )
  return { ref: logicalId, attributes }
}
