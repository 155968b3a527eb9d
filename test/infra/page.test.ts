import { OPERATIONS } from '@parley/protocol'
import { AwsSolutionsChecks } from 'cdk-nag'
import { describe, expect, test } from 'vitest'
import { PAGE_FINDINGS } from '../../lib/nag.ts'
import { creationOrder } from '../../packages/local/src/graph.ts'
import { siteHeaders } from '../../packages/local/src/services/site-headers.ts'
import { all, only, type Properties, stackWith, synthesise, type Template, text } from './synthesise.ts'

const ON = { web: 'on' }
const template = synthesise(ON)
const OWN = 'https://<PageDistribution.DomainName>'
const { DistributionConfig: distribution } = only(template, 'AWS::CloudFront::Distribution')
const byName = (of: Template, name: string) =>
  Object.values(all(of, 'Custom::CDKBucketDeployment')).find(
    ({ SystemMetadata }) => /immutable/.test(SystemMetadata['cache-control']) === (name === 'hashed'),
  )!

describe('the bucket of the page', () => {
  test('is private and encrypted, and only this distribution reads it', () => {
    const bucket = only(template, 'AWS::S3::Bucket', 'Page')
    expect(Object.values(bucket.PublicAccessBlockConfiguration)).toEqual([true, true, true, true])
    expect(bucket.WebsiteConfiguration).toBeUndefined()
    const [rule] = bucket.BucketEncryption.ServerSideEncryptionConfiguration
    expect(rule.ServerSideEncryptionByDefault.SSEAlgorithm).toBe('AES256')
    const { Statement } = only(template, 'AWS::S3::BucketPolicy', 'Page').PolicyDocument
    const [tls, empty, read, ...others] = Statement
    expect(tls).toMatchObject({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })
    expect(empty.Principal).toEqual({ AWS: { 'Fn::GetAtt': [expect.stringContaining('AutoDelete'), 'Arn'] } })
    expect(read).toMatchObject({
      Effect: 'Allow',
      Action: 's3:GetObject',
      Principal: { Service: 'cloudfront.amazonaws.com' },
    })
    expect(text(read.Condition.StringEquals['AWS:SourceArn'])).toMatch(/:distribution\/<PageDistribution>$/)
    expect(others).toEqual([])
    const [origin] = distribution.Origins
    expect(origin.OriginAccessControlId).toBeDefined()
  })

  test('goes with its stack, and is emptied first: CloudFormation deletes no bucket that holds something', () => {
    const [[id, { DeletionPolicy }] = ['', {}]] = Object.entries(template.Resources).filter(
      ([name, { Type }]) => Type === 'AWS::S3::Bucket' && name.startsWith('Page'),
    )
    expect(DeletionPolicy).toBe('Delete')
    const { BucketName } = only(template, 'Custom::S3AutoDeleteObjects')
    expect(BucketName).toEqual({ Ref: id })
  })
})

describe('the page', () => {
  const { ResponseHeadersPolicyConfig: headers } = only(template, 'AWS::CloudFront::ResponseHeadersPolicy')
  const policy = text(headers.SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy)

  test('may load and reach what it may on one machine, and of other hosts only the socket and the files', () => {
    const socket = 'wss://<SocketsApi>.execute-api.<AWS::Region>.<AWS::URLSuffix>/prod'
    const files = 'https://<FilesBucket.RegionalDomainName>'
    const here = siteHeaders['content-security-policy'].replaceAll(/ (http|ws):\/\/\S+:\*/g, '')
    const there = policy.replaceAll(/ (https|wss):\/\/[^\s;]+/g, '')
    expect(there).toBe(here)
    const others = policy.match(/[^ ;]*:\/\/[^ ;]+/g)
    expect(new Set(others)).toEqual(new Set([socket, files]))
    expect(policy).not.toMatch(/unsafe|\*/)
  })

  test('is framed by nobody, taken for nothing else, and comes over TLS for good', () => {
    expect(headers.SecurityHeadersConfig).toMatchObject({
      ContentTypeOptions: { Override: true },
      FrameOptions: { FrameOption: 'DENY' },
      ReferrerPolicy: { ReferrerPolicy: 'no-referrer' },
      StrictTransportSecurity: { AccessControlMaxAgeSec: 31_536_000 },
    })
    expect(distribution).toMatchObject({ DefaultRootObject: 'index.html', HttpVersion: 'http2and3' })
    const { ViewerProtocolPolicy, Compress, ResponseHeadersPolicyId } = distribution.DefaultCacheBehavior
    expect([ViewerProtocolPolicy, Compress]).toEqual(['redirect-to-https', true])
    expect(text(ResponseHeadersPolicyId)).toBe('<PageHeaders>')
  })

  test('is kept for ever in what is named for its content, and asked for again in all else', () => {
    const [hashed, named] = [byName(template, 'hashed'), byName(template, 'named')]
    expect(hashed.SystemMetadata['cache-control']).toBe('public, max-age=31536000, immutable')
    expect([hashed.Exclude, hashed.Include]).toEqual([['*'], ['assets/*']])
    expect(named.SystemMetadata['cache-control']).toBe('no-cache')
    expect([named.Exclude, named.Include]).toEqual([['assets/*'], undefined])
  })

  test('of a new build is served only when its parts are there, and those of the last one stay', () => {
    const [id] = Object.entries(template.Resources).find(
      ([, { Properties }]) => Properties === byName(template, 'hashed'),
    )!
    const { DependsOn } = Object.values(template.Resources).find(
      ({ Properties }) => Properties === byName(template, 'named'),
    )!
    expect(DependsOn).toContain(id)
    expect(byName(template, 'hashed').Prune).toBe(false)
  })

  test('is told where the backend is: itself, and the socket', () => {
    const [, told] = byName(template, 'named').SourceMarkers as Properties[]
    expect(Object.values(told!).map(text)).toEqual([
      '<PageDistribution.DomainName>',
      '<SocketsApi>',
      '<AWS::Region>',
      '<AWS::URLSuffix>',
    ])
    expect(text(template.Outputs.PageUrl!.Value)).toBe(OWN)
  })
})

describe('the backend', () => {
  /** Of AWS: they are the same in every account. */
  const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad'
  const ALL_VIEWER_EXCEPT_HOST_HEADER = 'b689b0a8-53d0-40ab-baf2-68738e2966ac'
  const [api, ...others] = distribution.CacheBehaviors

  test('answers under the page’s own origin, with the token that was sent, and no answer is kept', () => {
    expect(others).toEqual([])
    expect(api).toMatchObject({
      PathPattern: '/v1/*',
      ViewerProtocolPolicy: 'https-only',
      CachePolicyId: CACHING_DISABLED,
      OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST_HEADER,
    })
    const [, origin] = distribution.Origins
    expect(origin.Id).toBe(api.TargetOriginId)
    expect(text(origin.DomainName)).toBe('<HttpsApi>.execute-api.<AWS::Region>.<AWS::URLSuffix>')
    expect(origin.CustomOriginConfig.OriginProtocolPolicy).toBe('https-only')
    for (const { route } of Object.values(OPERATIONS)) {
      const [method, path] = route.split(' ')
      expect(path).toMatch(/^\/v1\//)
      expect(api.AllowedMethods).toContain(method)
    }
  })

  test('lets sockets of the page in, beside those of other origins', () => {
    expect(allowed(template)).toBe(OWN)
    const others = synthesise({ ...ON, origins: 'https://chat.example.com' })
    expect(allowed(others)).toBe(`https://chat.example.com,${OWN}`)
  })

  test('is called across origins by nobody who was not named', () => {
    expect(only(template, 'AWS::ApiGatewayV2::Api', 'Https').CorsConfiguration).toBeUndefined()
  })

  test('lets pages read the files that a signed address leads to', () => {
    expect(corsOf(template)).toEqual(['https://*.cloudfront.net'])
    expect(corsOf(synthesise({ ...ON, origins: 'https://chat.example.com' }))).toEqual([
      'https://chat.example.com',
      'https://*.cloudfront.net',
    ])
  })
})

test('a page under a name of one’s own is known by that everywhere', () => {
  const certificate = 'arn:aws:acm:us-east-1:000000000000:certificate/one'
  const named = synthesise({ ...ON, webDomain: 'chat.example.com', webCertificate: certificate })
  const { DistributionConfig } = only(named, 'AWS::CloudFront::Distribution')
  expect(DistributionConfig.Aliases).toEqual(['chat.example.com'])
  expect(DistributionConfig.ViewerCertificate).toMatchObject({
    AcmCertificateArn: certificate,
    MinimumProtocolVersion: 'TLSv1.2_2021',
  })
  expect([allowed(named), named.Outputs.PageUrl!.Value]).toEqual(Array(2).fill('https://chat.example.com'))
  expect(corsOf(named)).toEqual(['https://chat.example.com'])
})

test('stacks of one name in several regions have names of their own where CloudFront knows no regions', () => {
  const { ResponseHeadersPolicyConfig } = only(template, 'AWS::CloudFront::ResponseHeadersPolicy')
  const { OriginAccessControlConfig } = only(template, 'AWS::CloudFront::OriginAccessControl')
  for (const { Name } of [ResponseHeadersPolicyConfig, OriginAccessControlConfig])
    expect(text(Name)).toMatch(/^ParleyPage\S*-(headers|access)-<AWS::Region>$/)
})

test('no resource of it waits for one that waits for it', () => {
  expect(creationOrder(template.Resources)).toHaveLength(Object.keys(template.Resources).length)
})

test('without it the stack has nothing of CloudFront and no custom resource', () => {
  const types = Object.values(synthesise({ web: 'off' }).Resources).map(({ Type }) => Type)
  expect(types.filter((type) => /CloudFront|^Custom::/.test(type))).toEqual([])
})

test('each finding of cdk-nag that comes with it stands for a reason, and no reason for none', () => {
  const before = new Set(found({ web: 'off' }))
  const added = found(ON).filter((one) => !before.has(one))
  const reasons = (one: string) =>
    PAGE_FINDINGS.filter(({ rule, about = '', at }) => {
      const [name, path] = one.split(' ') as [string, string]
      return name.startsWith(rule) && name.includes(about) && at.test(path)
    })
  expect(added.filter((one) => reasons(one).length === 0)).toEqual([])
  expect(PAGE_FINDINGS.filter((known) => !added.some((one) => reasons(one).includes(known)))).toEqual([])
})

/** `rule path` of everything that is found. */
function found(settings: Record<string, string>): string[] {
  const stack = stackWith(settings)
  return new AwsSolutionsChecks(stack)
    .validateScope(stack)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(
        ({ constructPath }) => `${ruleName} ${constructPath!.slice(stack.node.path.length + 1)}`,
      ),
    )
}

function allowed(of: Template): string {
  return text(only(of, 'AWS::Lambda::Function', 'ConnectFunction').Environment.Variables.ALLOWED_ORIGINS)
}

function corsOf(of: Template): string[] {
  const { CorsConfiguration } = only(of, 'AWS::S3::Bucket', 'Files')
  return CorsConfiguration.CorsRules[0].AllowedOrigins
}
