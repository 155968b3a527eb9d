import { describe, expect, test } from 'vitest'
import { SHELF_DAYS } from '../../lambdas/text-shelves.ts'
import { all, only, synthesise } from './synthesise.ts'

const DATA = ['AWS::DynamoDB::GlobalTable', 'AWS::S3::Bucket', 'AWS::Cognito::UserPool']

describe('tables', () => {
  const template = synthesise()
  const messages = only(template, 'AWS::DynamoDB::GlobalTable', 'Messages')
  const chat = only(template, 'AWS::DynamoDB::GlobalTable', 'Chat')

  test('the key of the log is conversation and position', () => {
    expect(messages.KeySchema).toEqual([
      { AttributeName: 'conversation', KeyType: 'HASH' },
      { AttributeName: 'seq', KeyType: 'RANGE' },
    ])
    expect(messages.AttributeDefinitions).toEqual([
      { AttributeName: 'conversation', AttributeType: 'S' },
      { AttributeName: 'seq', AttributeType: 'N' },
    ])
  })

  test('everything else is in one table of pk and sk that forgets what expires', () => {
    expect(chat.KeySchema).toEqual([
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ])
    expect(chat.TimeToLiveSpecification).toEqual({ AttributeName: 'expires', Enabled: true })
  })

  test('an entry that has disappeared goes, some time after another has followed it', () => {
    expect(messages.TimeToLiveSpecification).toEqual({ AttributeName: 'vanishes', Enabled: true })
  })

  test('streams carry what their readers need', () => {
    expect(messages.StreamSpecification).toEqual({ StreamViewType: 'NEW_IMAGE' })
    expect(chat.StreamSpecification).toEqual({ StreamViewType: 'NEW_AND_OLD_IMAGES' })
  })

  test.each([
    ['Messages', messages],
    ['Chat', chat],
  ])('%s is billed per request, with no index', (_, table) => {
    expect(table.BillingMode).toBe('PAY_PER_REQUEST')
    expect(table.GlobalSecondaryIndexes).toBeUndefined()
    expect(table.LocalSecondaryIndexes).toBeUndefined()
    expect(table.SSESpecification).toBeUndefined()
  })

  test.each([
    ['Messages', messages],
    ['Chat', chat],
  ])('%s can be restored and cannot be deleted', (_, table) => {
    expect(table.Replicas).toHaveLength(1)
    expect(table.Replicas[0]).toMatchObject({
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    })
  })
})

describe('long texts', () => {
  const template = synthesise()
  const bucket = only(template, 'AWS::S3::Bucket', 'Texts')

  test('are in a private, encrypted bucket that gives back what was overwritten', () => {
    expect(Object.values(bucket.PublicAccessBlockConfiguration)).toEqual([true, true, true, true])
    const [rule] = bucket.BucketEncryption.ServerSideEncryptionConfiguration
    expect(rule.ServerSideEncryptionByDefault.SSEAlgorithm).toBe('AES256')
    expect(bucket.VersioningConfiguration).toEqual({ Status: 'Enabled' })
  })

  test('uploads that were never finished are cleared away', () => {
    expect(bucket.LifecycleConfiguration.Rules[0]).toEqual({
      Status: 'Enabled',
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
      NoncurrentVersionExpiration: { NoncurrentDays: 35 },
    })
  })

  test('that disappear are deleted a day after the last of them may be read; others stay', () => {
    const [, ...rules] = bucket.LifecycleConfiguration.Rules
    expect(rules).toEqual(
      SHELF_DAYS.map((days) => ({
        Status: 'Enabled',
        Prefix: `text/${days}d/`,
        ExpirationInDays: days + 1,
        NoncurrentVersionExpiration: { NoncurrentDays: 1 },
      })),
    )
  })

  test('are refused over plain HTTP', () => {
    const { PolicyDocument } = only(template, 'AWS::S3::BucketPolicy', 'Texts')
    expect(PolicyDocument.Statement).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    )
  })
})

describe('what holds data', () => {
  const holders = (context: Record<string, unknown>) =>
    Object.values(synthesise(context).Resources).filter(({ Type }) => DATA.includes(Type))

  test('outlives the stack', () => {
    expect(holders({}).map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(Array(5).fill('Retain'))
  })

  test('goes with the stack when settings say so', () => {
    const template = synthesise({ protectData: false })
    expect(holders({ protectData: false }).map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(
      Array(5).fill('Delete'),
    )
    for (const table of Object.values(all(template, 'AWS::DynamoDB::GlobalTable')))
      expect(table.Replicas[0].DeletionProtectionEnabled).toBe(false)
    expect(only(template, 'AWS::Cognito::UserPool').DeletionProtection).toBe('INACTIVE')
  })
})
