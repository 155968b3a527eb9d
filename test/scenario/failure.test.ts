import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { ListQueuesCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { memoryStorage } from '@parley/client'
import { describe, expect, test } from 'vitest'
import { LOCAL_ACCESS } from '../fixtures/dynamodb.ts'
import { eventually } from '../fixtures/eventually.ts'
import { newcomer } from './accounts.ts'
import { deviceOf, newDevice } from './devices.ts'
import { groupOf, heardLines, openGroup, theGroup, theMessage } from './groups.ts'
import { texts, wholeLog } from './log.ts'
import { ONLY_EMBEDDED, useEmbedded, useSystem } from './target.ts'

describe('a message that the outbox has given up', () => {
  const system = useSystem()

  test('shows so, and goes out as the same message when it is tried again', async () => {
    const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
    const storage = memoryStorage()
    const [phone, other] = [
      await deviceOf(alice, { storage, timing: { outboxMs: 200 } }),
      await deviceOf(bob),
    ]
    const [chat, onOther] = [await phone.with(bob), await other.with(alice)]
    phone.client.disconnect()
    const sent = chat.send('too late')
    await expect(sent.acked).rejects.toMatchObject({ code: 'OUTBOX_EXPIRED' })
    expect(chat.pending.map(({ text, status }) => [text, status])).toEqual([['too late', 'failed']])
    await phone.client.close()

    const again = await newDevice(system(), { storage })
    await again.client.connect()
    const onAgain = again.client.conversation(chat.id)!
    const [failed] = onAgain.pending
    expect(failed).toMatchObject({ clientId: sent.clientId, status: 'failed' })
    expect(onOther.messages).toEqual([])
    failed!.retry()
    failed!.retry()
    await failed!.acked
    await eventually(() => expect(texts(onOther.messages)).toEqual(['too late']))
    await eventually(() => expect(onAgain.pending).toEqual([]))
    expect((await wholeLog(bob, chat.id)).map(({ clientId }) => clientId)).toEqual([sent.clientId])
  })

  test('can be forgotten', async () => {
    const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
    const phone = await deviceOf(alice, { timing: { outboxMs: 200 } })
    const chat = await phone.with(bob)
    phone.client.disconnect()
    const sent = chat.send('never mind')
    await expect(sent.acked).rejects.toMatchObject({ code: 'OUTBOX_EXPIRED' })
    await sent.discard()
    await phone.client.connect()
    await chat.send('instead').acked
    expect(texts(await wholeLog(alice, chat.id))).toEqual(['instead'])
  })
})

describe('a message that cannot be brought to somebody', () => {
  const system = useEmbedded()
  const where = ONLY_EMBEDDED ? ' (only where a table can be broken)' : ''

  test.skipIf(ONLY_EMBEDDED)(
    `reaches everybody else, its author is told on every device, and it is found once the cause is gone${where}`,
    { timeout: 240_000 },
    async () => {
      const [anna, ben, cleo] = await groupOf(system(), ['anna', 'ben', 'cleo'])
      const tablet = await deviceOf(anna.account)
      const onTablet = await theGroup(tablet, anna.chat.id)
      const told: string[] = []
      for (const [name, { client }] of Object.entries({ phone: anna.device, tablet }))
        client.on('undelivered', ({ message }) => told.push(`${name}: ${message.text}`))
      await anna.chat.send('before').acked
      await eventually(() => expect(heardLines(ben)).toEqual(['[created]', 'before']))
      await impatient(system().queuesUrl)

      // A row to which no mention can be added: whatever is tried for Ben fails, every time.
      await onRowOf(ben, 'SET mentions = :broken', { ':broken': { S: 'no set of positions' } })
      const { seq } = await anna.chat.send('poison', { mentions: [ben.account.user] }).acked
      await eventually(() => expect(heardLines(cleo)).toEqual(['[created]', 'before', 'poison']))
      await eventually(() => expect(told.toSorted()).toEqual(['phone: poison', 'tablet: poison']))
      for (const chat of [anna.chat, onTablet])
        expect(chat.statusOf((await chat.message(seq))!)).toBe('undelivered')
      const late = await openGroup(await deviceOf(anna.account), anna.chat.id)
      await eventually(async () =>
        expect(late.statusOf(await theMessage(late, 'poison'))).toBe('undelivered'),
      )

      await onRowOf(ben, 'REMOVE mentions', {})
      await anna.chat.send('after').acked
      await eventually(() => expect(heardLines(ben)).toEqual(['[created]', 'before', 'poison', 'after']))
      await eventually(async () =>
        expect(anna.chat.statusOf((await anna.chat.message(seq))!)).toBe('delivered'),
      )
    },
  )

  test.skipIf(ONLY_EMBEDDED)(
    `is passed over in the end, so that everybody hears what follows it${where}`,
    async () => {
      const [anna, ben, cleo] = await groupOf(system(), ['anna', 'ben', 'cleo'])
      await eventually(() => expect(heardLines(ben)).toEqual(['[created]']))
      await onRowOf(ben, 'SET mentions = :broken', { ':broken': { S: 'no set of positions' } })
      const said = ['one', 'two', 'three', 'four', 'five']
      for (const text of said) await anna.chat.send(text, { mentions: [ben.account.user] }).acked
      await eventually(() => expect(heardLines(cleo)).toEqual(['[created]', ...said]))
      await onRowOf(ben, 'REMOVE mentions', {})
      await eventually(() => expect(heardLines(ben)).toEqual(['[created]', ...said]))
    },
  )

  type Values = NonNullable<ConstructorParameters<typeof UpdateItemCommand>[0]['ExpressionAttributeValues']>

  async function onRowOf(
    { account, chat }: { account: { user: string }; chat: { id: string } },
    update: string,
    values: Values,
  ): Promise<void> {
    const dynamo = new DynamoDBClient({ endpoint: system().dynamodbUrl, ...LOCAL_ACCESS })
    await dynamo.send(
      new UpdateItemCommand({
        TableName: system().output('ChatTable'),
        Key: { pk: { S: `U#${account.user}` }, sk: { S: `I#${chat.id}` } },
        UpdateExpression: update,
        ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
      }),
    )
    dynamo.destroy()
  }
})

/** What a function could not do comes back to it after minutes, which a test cannot wait for: here after a second. */
async function impatient(endpoint: string): Promise<void> {
  const sqs = new SQSClient({ endpoint, ...LOCAL_ACCESS })
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}))
  for (const QueueUrl of QueueUrls)
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '1' } }))
  sqs.destroy()
}
