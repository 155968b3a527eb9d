import type { SNSEvent, SQSEvent } from 'aws-lambda'
import { afterAll, expect, it, vi } from 'vitest'
import { dynamoInbox } from '../../lambdas/adapters/inbox.ts'
import { dynamoMessageLog } from '../../lambdas/adapters/message-log.ts'
import { dynamoPushEndpoints } from '../../lambdas/adapters/push-endpoints.ts'
import { dynamoSockets } from '../../lambdas/adapters/sockets.ts'
import { CONTEXT } from '../fixtures/api-gateway.ts'
import { captureConsole } from '../fixtures/console.ts'
import { startTables, type Tables } from '../fixtures/dynamodb.ts'
import { setFunctionEnvironment } from '../fixtures/functions.ts'
import { newEntry, newPair, newUser } from '../fixtures/people.ts'
import { startSns } from '../fixtures/sns.ts'

const SECRET = 'a text that belongs in no log'
const APPLICATION = 'arn:aws:sns:local:000000000000:app/GCM/parley'

const tables = await startTables()

if ('unavailable' in tables) {
  it.skip(`the functions that push: ${tables.unavailable}`, () => {})
} else {
  const sns = await startSns()
  afterAll(async () => {
    vi.unstubAllEnvs()
    await Promise.all([sns.stop(), tables.stop()])
  })
  setFunctionEnvironment(tables, {
    AWS_ENDPOINT_URL_SNS: sns.url,
    PUSH_APPLICATIONS: JSON.stringify({ fcm: APPLICATION }),
  })
  await testFunctions(tables, sns)
}

async function testFunctions({ client, chat, messages }: Tables, sns: Awaited<ReturnType<typeof startSns>>) {
  const { handler: push } = await import('../../lambdas/push.ts')
  const { handler: feedback } = await import('../../lambdas/push-feedback.ts')
  const printed = captureConsole()
  const endpoints = dynamoPushEndpoints(client, chat)

  /** Ben, who can be pushed to, and a message of Ada's that he has not received; the work that fan-out sends. */
  async function scene() {
    const { ada, ben, conversation } = newPair()
    const address = `${APPLICATION.replace(':app/', ':endpoint/')}/${newUser()}`
    sns.endpoints.set(address, { token: 'token', userData: '', isEnabled: true })
    const ticket = { ...ben, hash: 'hash', expiresAt: Date.now(), signedInAt: Date.now() }
    await dynamoSockets(client, chat).issue(ticket)
    await endpoints.put({ ...ben, service: 'fcm', address }, `token-${newUser()}`)
    await dynamoMessageLog(client, messages, chat).place(newEntry(conversation, 1, ada, SECRET))
    const news = { conversation, head: { seq: 1, n: 1 }, corrects: [], own: [], others: [1], mentions: [] }
    await dynamoInbox(client, chat).advance(ben.user, news, Date.now())
    const people = [{ user: ben.user, devices: [ben.device] }]
    const work = { conversation, first: 1, last: 1, people }
    const shown = () => sns.published.filter(({ target }) => target === address)
    return { ben, address, work, shown }
  }
  const queueOf = (...bodies: unknown[]): SQSEvent => ({
    Records: bodies.map((body, index) => ({ messageId: `${index}`, body: JSON.stringify(body) })) as never,
  })

  it('push a message to a device once, with all that is unread, and log nothing', async () => {
    const { work, shown } = await scene()
    expect(await push(queueOf(work), CONTEXT)).toEqual({ batchItemFailures: [] })
    expect(await push(queueOf(work), CONTEXT)).toEqual({ batchItemFailures: [] })
    expect(shown()).toMatchObject([
      { payload: { fcmV1Message: { message: { notification: { body: SECRET }, data: { badge: '1' } } } } },
    ])
    expect(printed()).toEqual([])
  })

  it('give back work that could not be done, alone, and say nothing of what is in it', async () => {
    const [good, bad] = [await scene(), await scene()]
    sns.failNext(...Array.from({ length: 4 }, () => ({ code: 'Throttled', status: 400 })))
    expect(await push(queueOf(bad.work), CONTEXT)).toEqual({ batchItemFailures: [{ itemIdentifier: '0' }] })
    // Taken a moment ago: it comes again once that lease is over.
    expect(await push(queueOf(good.work, bad.work), CONTEXT)).toEqual({
      batchItemFailures: [{ itemIdentifier: '1' }],
    })
    expect([good.shown().length, bad.shown().length]).toEqual([1, 0])
    expect(printed().length).toBeGreaterThan(0)
    expect(printed().join()).not.toMatch(new RegExp(`${SECRET}|endpoint/`))
  })

  it('take out a device when SNS says that it is gone', async () => {
    const { ben, address } = await scene()
    sns.endpoints.get(address)!.isEnabled = false
    const Message = JSON.stringify({
      EventType: 'DeliveryFailure',
      FailureType: 'InvalidPlatformToken',
      EndpointArn: address,
    })
    const event: SNSEvent = { Records: [{ Sns: { Message } }] as never }
    await feedback(event, CONTEXT)
    await feedback(event, CONTEXT)
    expect(await endpoints.of(ben.user)).toEqual([])
    expect((await dynamoSockets(client, chat).listeningOf([ben.user])).pushable).toEqual([])
  })
}
