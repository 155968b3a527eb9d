import { generateKeyPairSync } from 'node:crypto'
import { AwsSolutionsChecks } from 'cdk-nag'
import { describe, expect, test } from 'vitest'
import { DOWNLOAD_FINDINGS } from '../../lib/nag.ts'
import { grantsOf } from './policies.ts'
import { all, only, stackWith, synthesise, text } from './synthesise.ts'

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const CLOUDFRONT = {
  mediaPublicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  mediaPrivateKeySecret: 'parley/downloads',
}
const toldTo = (template: ReturnType<typeof synthesise>, name: string) =>
  only(template, 'AWS::Lambda::Function', `${name}Function`).Environment.Variables

describe('the bucket of files', () => {
  const template = synthesise({ origins: 'https://chat.example.com' })
  const bucket = only(template, 'AWS::S3::Bucket', 'Files')

  test('is private, encrypted and keeps no versions: what is deleted is gone', () => {
    expect(Object.values(bucket.PublicAccessBlockConfiguration)).toEqual([true, true, true, true])
    const [rule] = bucket.BucketEncryption.ServerSideEncryptionConfiguration
    expect(rule.ServerSideEncryptionByDefault.SSEAlgorithm).toBe('AES256')
    expect(bucket.VersioningConfiguration).toBeUndefined()
    const { PolicyDocument } = only(template, 'AWS::S3::BucketPolicy', 'Files')
    expect(PolicyDocument.Statement).toEqual([
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    ])
  })

  test('clears away what was never finished', () => {
    expect(bucket.LifecycleConfiguration.Rules).toEqual([
      { Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 } },
    ])
  })

  test('takes files from the pages of these origins only', () => {
    expect(bucket.CorsConfiguration.CorsRules).toMatchObject([
      {
        AllowedOrigins: ['https://chat.example.com'],
        AllowedMethods: ['POST', 'PUT', 'GET', 'HEAD'],
        ExposedHeaders: ['ETag'],
      },
    ])
    expect(only(synthesise(), 'AWS::S3::Bucket', 'Files').CorsConfiguration).toBeUndefined()
  })

  test('tells of what is brought up and of what was made of it, and of nothing else', () => {
    const told = bucket.NotificationConfiguration.QueueConfigurations
    expect(told.map(({ Queue }: { Queue: unknown }) => text(Queue))).toEqual(
      Array(2).fill('<ArrivalsQueue.Arn>'),
    )
    const rules = told.flatMap(({ Filter }: (typeof told)[0]) => Filter.S3Key.Rules)
    expect(rules).toEqual([
      { Name: 'prefix', Value: 'original/' },
      { Name: 'prefix', Value: 'rendition/' },
    ])
    const resource = Object.entries(template.Resources).find(([id]) => id.startsWith('FilesBucket'))![1]
    expect(resource.DependsOn).toEqual([expect.stringMatching(/^ArrivalsQueuePolicy/)])
  })

  test('loses the objects of what goes from the table', () => {
    const { FilterCriteria, FunctionName } = only(template, 'AWS::Lambda::EventSourceMapping', 'MediaGone')
    expect(text(FunctionName)).toBe('<MediaGoneFunction>')
    expect(FilterCriteria.Filters.map(({ Pattern }: { Pattern: string }) => JSON.parse(Pattern))).toEqual([
      { eventName: ['REMOVE'], dynamodb: { Keys: { pk: { S: [{ prefix: 'F#' }] } } } },
    ])
  })
})

describe('without a key, files are fetched from S3', () => {
  const template = synthesise()

  test('and there is nothing of CloudFront', () => {
    const types = Object.values(template.Resources).map(({ Type }) => Type)
    expect(types.filter((type) => type.startsWith('AWS::CloudFront'))).toEqual([])
    expect(toldTo(template, 'Http').DOWNLOADS).toBe('')
  })
})

describe('with a key, files are fetched from CloudFront', () => {
  const template = synthesise({ ...CLOUDFRONT, origins: 'https://chat.example.com' })
  const { DistributionConfig } = only(template, 'AWS::CloudFront::Distribution')

  test('which gives nothing to an address without its signature, and nothing over plain HTTP', () => {
    const { TrustedKeyGroups, ViewerProtocolPolicy } = DistributionConfig.DefaultCacheBehavior
    expect(TrustedKeyGroups).toHaveLength(1)
    expect(ViewerProtocolPolicy).toBe('https-only')
    expect(DistributionConfig.CacheBehaviors).toBeUndefined()
    const { PublicKeyConfig } = only(template, 'AWS::CloudFront::PublicKey')
    expect(PublicKeyConfig.EncodedKey).toBe(CLOUDFRONT.mediaPublicKey)
  })

  test('which alone may read the bucket, by its own signature', () => {
    const { OriginAccessControlConfig } = only(template, 'AWS::CloudFront::OriginAccessControl')
    expect(OriginAccessControlConfig).toMatchObject({ SigningBehavior: 'always', SigningProtocol: 'sigv4' })
    const { PolicyDocument } = only(template, 'AWS::S3::BucketPolicy', 'Files')
    const [, allowed, ...others] = PolicyDocument.Statement
    expect(allowed).toMatchObject({
      Action: 's3:GetObject',
      Principal: { Service: 'cloudfront.amazonaws.com' },
    })
    expect(JSON.stringify(allowed.Condition)).toContain('Distribution')
    expect(others).toEqual([])
  })

  test('which lets no file be a page, and keeps none longer than its address is good', () => {
    const headers = only(template, 'AWS::CloudFront::ResponseHeadersPolicy').ResponseHeadersPolicyConfig
    expect(headers.SecurityHeadersConfig).toMatchObject({
      ContentTypeOptions: { Override: true },
      ContentSecurityPolicy: { ContentSecurityPolicy: "default-src 'none'; sandbox", Override: true },
    })
    const cached = only(template, 'AWS::CloudFront::CachePolicy').CachePolicyConfig
    expect(cached).toMatchObject({ DefaultTTL: 900, MaxTTL: 900 })
    expect(cached.ParametersInCacheKeyAndForwardedToOrigin.QueryStringsConfig.QueryStrings).toEqual([
      'response-content-type',
      'response-content-disposition',
    ])
  })

  test('whose addresses are signed by one function, with a key that only it may read', () => {
    const { DOWNLOADS } = toldTo(template, 'Http')
    expect(JSON.stringify(DOWNLOADS)).toContain('parley/downloads')
    expect(JSON.stringify(template)).not.toContain('PRIVATE KEY')
    const readers = Object.entries(all(template, 'AWS::IAM::Policy')).filter(([, policy]) =>
      grantsOf(policy).some((grant) => grant.startsWith('secretsmanager:')),
    )
    expect(readers.map(([id]) => id)).toEqual([expect.stringMatching(/^HttpRole/)])
  })

  test('cdk-nag finds exactly what has a reason', () => {
    const found = (context: object) => {
      const stack = stackWith({ ...context })
      return new AwsSolutionsChecks(stack)
        .validateScope(stack)
        .violations.flatMap((violation) =>
          violation.violatingResources.map(
            ({ constructPath }) =>
              `${violation.ruleName} ${constructPath!.slice(stack.node.path.length + 1)}`,
          ),
        )
    }
    const before = new Set(found({}))
    const added = found(CLOUDFRONT).filter((one) => !before.has(one))
    const explains = (one: string) =>
      DOWNLOAD_FINDINGS.filter(({ rule, about = '', at }) => {
        const [name = '', path = ''] = [
          one.slice(0, one.lastIndexOf(' ')),
          one.slice(one.lastIndexOf(' ') + 1),
        ]
        return name.startsWith(rule) && name.includes(about) && at.test(path)
      })
    expect(added.filter((one) => explains(one).length === 0)).toEqual([])
    expect(DOWNLOAD_FINDINGS.filter((known) => !added.some((one) => explains(one).includes(known)))).toEqual(
      [],
    )
  })
})
