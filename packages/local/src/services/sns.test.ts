import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreatePlatformEndpointCommand,
  DeleteEndpointCommand,
  GetEndpointAttributesCommand,
  ListEndpointsByPlatformApplicationCommand,
  ListTopicsCommand,
  PublishCommand,
  SetEndpointAttributesCommand,
  SetPlatformApplicationAttributesCommand,
  SNSClient,
} from '@aws-sdk/client-sns'
import { expect, onTestFinished, test } from 'vitest'
import { silent } from '../gateway/testing.ts'
import { startQueues } from './queues.ts'
import { startSns } from './sns.ts'

const FCM = 'arn:aws:sns:us-east-1:000000000000:app/GCM/parley'
const APNS = 'arn:aws:sns:us-east-1:000000000000:app/APNS/parley'

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'sns-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  return directory
}

async function start(dataDir?: string) {
  const directory = dataDir ?? (await temporaryDirectory())
  const queues = await startQueues({ dataDir: directory, region: 'us-east-1' })
  const sns = await startSns({ dataDir: directory, queues, log: silent })
  const sdk = new SNSClient({
    endpoint: sns.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  })
  const stop = async () => {
    sdk.destroy()
    await sns.stop()
    await queues.stop()
  }
  onTestFinished(stop)
  const register = async (Token: string, CustomUserData?: string, PlatformApplicationArn = FCM) =>
    (await sdk.send(new CreatePlatformEndpointCommand({ PlatformApplicationArn, Token, CustomUserData })))
      .EndpointArn!
  const change = (EndpointArn: string, Attributes: Record<string, string>) =>
    sdk.send(new SetEndpointAttributesCommand({ EndpointArn, Attributes }))
  const attributes = async (EndpointArn: string) =>
    (await sdk.send(new GetEndpointAttributesCommand({ EndpointArn }))).Attributes
  const push = (TargetArn: string, message: object | string) =>
    sdk.send(
      typeof message === 'string'
        ? new PublishCommand({ TargetArn, Message: message })
        : new PublishCommand({
            TargetArn,
            MessageStructure: 'json',
            Message: JSON.stringify(message),
            MessageAttributes: { 'AWS.SNS.MOBILE.GCM.TTL': { DataType: 'String', StringValue: '60' } },
          }),
    )
  const pushes = async (query = '') => {
    const { pushes: list } = await (await fetch(`${sns.url}/pushes.json${query}`)).json()
    return list as { at: number; address: string; payload: unknown }[]
  }
  const tell = (path: string, body: object) =>
    fetch(`${sns.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  return { ...sns, sdk, queues, dataDir: directory, stop, register, change, attributes, push, pushes, tell }
}

test('a token has one endpoint: the same again is the same, with other data it is refused by its name', async () => {
  const { register, attributes } = await start()
  const arn = await register('token', 'ann')
  expect(arn).toMatch(/^arn:aws:sns:us-east-1:000000000000:endpoint\/GCM\/parley\/[0-9a-f-]{36}$/)
  expect(await register('token', 'ann')).toBe(arn)
  await expect(register('token', 'bob')).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: `Invalid parameter: Token Reason: Endpoint ${arn} already exists with the same Token, but different attributes.`,
  })
  expect(await register('other', 'ann')).not.toBe(arn)
  expect(await attributes(arn)).toEqual({ Enabled: 'true', Token: 'token', CustomUserData: 'ann' })
})

test('an endpoint can be changed, but not to the token of another', async () => {
  const { register, change, attributes } = await start()
  const [one, two] = [await register('1', 'ann'), await register('2', 'ann')]
  await change(one, { Token: '3', CustomUserData: 'bob', Enabled: 'false' })
  expect(await attributes(one)).toEqual({ Enabled: 'false', Token: '3', CustomUserData: 'bob' })
  await expect(change(two, { Token: '3' })).rejects.toMatchObject({ name: 'InvalidParameterException' })
  await expect(register('3', 'bob')).rejects.toThrow(one)
  await change(one, { Enabled: 'true' })
  expect(await register('3', 'bob')).toBe(one)
})

test('what was deleted is gone, again and again, and its token is free', async () => {
  const { register, change, attributes, sdk, push } = await start()
  const arn = await register('token')
  for (const _ of [1, 2]) await sdk.send(new DeleteEndpointCommand({ EndpointArn: arn }))
  await expect(attributes(arn)).rejects.toMatchObject({ name: 'NotFoundException' })
  await expect(change(arn, { Enabled: 'true' })).rejects.toMatchObject({ name: 'NotFoundException' })
  await expect(push(arn, 'x')).rejects.toThrow('No endpoint found for the target arn specified')
  expect(await register('token')).not.toBe(arn)
})

test('a push is kept with what its platform was handed, newest first, over a restart', async () => {
  const before = await start()
  const arn = await before.register('token', 'ann')
  await before.push(arn, { default: 'text', GCM: '{"notification":{"title":"<b>"}}' })
  await before.push(arn, 'plain')
  await before.stop()
  const { pushes, push } = await start(before.dataDir)
  await push(arn, { default: 'for all' })
  const list = await pushes()
  expect(list).toMatchObject([
    { payload: { data: { default: 'for all' } } },
    { payload: { data: { default: 'plain' } }, attributes: {} },
    {
      address: arn,
      platform: 'GCM',
      token: 'token',
      userData: 'ann',
      payload: { notification: { title: '<b>' } },
      attributes: { 'AWS.SNS.MOBILE.GCM.TTL': '60' },
    },
  ])
  expect(await pushes(`?since=${list[0]!.at}`)).toContainEqual(list[0])
  expect(await pushes(`?since=${list[0]!.at + 1}`)).toEqual([])
  expect(await pushes('?token=other')).toEqual([])
  expect(await pushes(`?endpoint=${arn}`)).toHaveLength(3)
})

test.each<[string, string, string, object | string, string]>([
  ['no entry for the platform and none for all', FCM, 'ab', { APNS: '{}' }, "entry for 'default' or 'GCM'"],
  ['an entry that is no text', FCM, 'ab', { default: 'x', GCM: {} }, 'failed to parse'],
  [
    'a notification that is no JSON',
    APNS,
    'ab',
    { default: 'x', APNS: '{' },
    'protocol APNS: Notification is malformed',
  ],
  ['a notification that is too long', APNS, 'ab', { APNS: `{"aps":"${'x'.repeat(4_096)}"}` }, 'too long'],
  ['a message that is too long', FCM, 'ab', 'x'.repeat(256 * 1024 + 1), 'Message too long'],
])('%s is refused, and nothing is pushed', async (_name, application, token, message, why) => {
  const { register, push, pushes } = await start()
  const arn = await register(token, undefined, application)
  await expect(push(arn, message)).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: expect.stringContaining(why),
  })
  expect(await pushes()).toEqual([])
})

test('a token that no device of Apple can have is refused', async () => {
  const { register } = await start()
  await expect(register('not-hex', undefined, APNS)).rejects.toThrow('iOS device tokens')
})

test('a device that lost the app is pushed to no more, and the topic of its application is told', async () => {
  const { register, push, tell, sdk, queues, tellFailures } = await start()
  const { arn: topic } = queues.ensureTopic('events', {})
  const { url } = await queues.ensureQueue('inbox', {})
  queues.ensureSubscription('events', 'inbox', { RawMessageDelivery: 'true' })
  tellFailures(topic)
  const arn = await register('token')
  expect((await tell('/pushes/disable', { endpoint: arn })).status).toBe(200)
  await expect(push(arn, 'x')).rejects.toMatchObject({ name: 'EndpointDisabledException' })
  const [message] = await queues.receive(url, 10, 5, new AbortController().signal)
  expect(JSON.parse(message!.Body)).toMatchObject({
    EventType: 'DeliveryFailure',
    FailureType: 'InvalidPlatformToken',
    EndpointArn: arn,
    Resource: FCM,
  })

  await sdk.send(
    new SetPlatformApplicationAttributesCommand({
      PlatformApplicationArn: FCM,
      Attributes: { EventEndpointDeleted: topic },
    }),
  )
  await sdk.send(new DeleteEndpointCommand({ EndpointArn: arn }))
  const [deleted] = await queues.receive(url, 10, 5, new AbortController().signal)
  expect(JSON.parse(deleted!.Body)).toMatchObject({ EventType: 'EndpointDeleted', EndpointArn: arn })
})

test('a service that has too much to do says so as often as it is told to', async () => {
  const { register, push, pushes, tell } = await start()
  const arn = await register('token')
  await tell('/pushes/throttle', { count: 2 })
  for (const _ of [1, 2]) await expect(push(arn, 'x')).rejects.toMatchObject({ name: 'ThrottledException' })
  await push(arn, 'x')
  expect(await pushes()).toHaveLength(1)
})

test('endpoints are listed in pages', async () => {
  const { register, sdk } = await start()
  const arns = await Promise.all(Array.from({ length: 101 }, (_, i) => register(`token${i}`, 'ann')))
  const list = (NextToken?: string) =>
    sdk.send(new ListEndpointsByPlatformApplicationCommand({ PlatformApplicationArn: FCM, NextToken }))
  const first = await list()
  const second = await list(first.NextToken)
  const listed = [...first.Endpoints!, ...second.Endpoints!]
  expect(new Set(listed.map(({ EndpointArn }) => EndpointArn))).toEqual(new Set(arns))
  expect([second.NextToken, listed[0]!.Attributes?.CustomUserData]).toEqual([undefined, 'ann'])
})

test('topics work at the same address', async () => {
  const { sdk, queues } = await start()
  const { arn } = queues.ensureTopic('news', {})
  const { url } = await queues.ensureQueue('inbox', {})
  queues.ensureSubscription('news', 'inbox', { RawMessageDelivery: 'true' })
  expect((await sdk.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn: arn }])
  for (const target of [{ TopicArn: arn }, { TargetArn: arn }])
    await sdk.send(new PublishCommand({ ...target, Message: 'ä & b' }))
  const messages = await queues.receive(url, 10, 5, new AbortController().signal)
  expect(messages.map(({ Body }) => Body)).toEqual(['ä & b', 'ä & b'])
})

test('the page shows pushes as text, and only to this machine', async () => {
  const { register, push, url } = await start()
  await push(await register('ab', undefined, APNS), {
    APNS: JSON.stringify({ aps: { alert: { title: '<img src=x>', body: 'a & "b"' }, badge: 3 } }),
  })
  const page = await fetch(`${url}/pushes.html`)
  const html = await page.text()
  expect(html).toContain('&lt;img src=x&gt;')
  expect(html).toContain('badge 3')
  expect(html).not.toContain('<img')
  expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
  expect((await fetch(`${url}/pushes.css`)).headers.get('content-type')).toContain('text/css')
  const simple = await fetch(`${url}/pushes/throttle`, { method: 'POST', body: '{"count":9}' })
  expect(simple.status).toBe(415)
  const renamed = request(`${url}/pushes.json`, { headers: { host: 'evil.example' } }).end()
  const [{ statusCode }] = (await once(renamed, 'response')) as [IncomingMessage]
  expect(statusCode).toBe(403)
})
