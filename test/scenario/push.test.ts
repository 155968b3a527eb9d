import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import { SetEndpointAttributesCommand, SNSClient } from '@aws-sdk/client-sns'
import { memoryStorage } from '@parley/client'
import { describe, expect, test } from 'vitest'
import { PUSH_APPLICATIONS } from '../../scripts/push-applications.ts'
import { LOCAL_ACCESS } from '../fixtures/dynamodb.ts'
import { eventually } from '../fixtures/eventually.ts'
import { type Account, ask, conversationOf, newcomer, rawSocketOf } from './accounts.ts'
import { deviceOf, newDevice } from './devices.ts'
import { fileOf, noise } from './files.ts'
import { groupOf, heardLines, theMessage } from './groups.ts'
import { newToken, type Push, phoneOf, playService, pushed, pushesTo, register } from './phones.ts'
import { ONLY_EMBEDDED, useEmbeddedWith } from './target.ts'

const { apnsSandboxApplication: _, ...applications } = PUSH_APPLICATIONS
/** Long enough for a device to say on a busy machine that it has received something; seconds. */
const system = useEmbeddedWith({ ...applications, pushAfterSeconds: '4' })
const where = ONLY_EMBEDDED ? ' (only where what was pushed can be read)' : ''

/** Minutes after midnight, UTC, that lie around now. */
function aroundNow(): { from: number; to: number; zone: string } {
  const now = Math.floor(Date.now() / 60_000)
  return { from: (now - 60) % 1_440, to: (now + 60) % 1_440, zone: 'UTC' }
}

/** Somebody who writes, and somebody who is away and has a phone. */
async function pair() {
  const [ada, ben] = [await newcomer(system(), 'ada'), await newcomer(system(), 'ben')]
  const chat = await (await deviceOf(ada)).with(ben)
  return { ada, ben, chat, phone: await phoneOf(ben) }
}

/** What the service does when an app is gone, before anybody is told. */
async function disable(EndpointArn: string): Promise<void> {
  const sns = new SNSClient({ endpoint: system().snsUrl, ...LOCAL_ACCESS })
  await sns.send(new SetEndpointAttributesCommand({ EndpointArn, Attributes: { Enabled: 'false' } }))
  sns.destroy()
}

/** Where the devices of a person are pushed to. */
async function addressesOf({ user }: Account): Promise<(string | undefined)[]> {
  const dynamo = new DynamoDBClient({ endpoint: system().dynamodbUrl, ...LOCAL_ACCESS })
  const { Items = [] } = await dynamo.send(
    new QueryCommand({
      TableName: system().output('ChatTable'),
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :push)',
      ExpressionAttributeValues: { ':pk': { S: `U#${user}` }, ':push': { S: 'E#' } },
    }),
  )
  dynamo.destroy()
  return Items.map(({ address }) => address?.S)
}

describe.skipIf(ONLY_EMBEDDED)(`a push${where}`, () => {
  test('is for those who want it: not muted but for a mention, without a sound in quiet hours, one a device', async () => {
    const [ada, ben, cleo, dora] = await groupOf(system(), ['ada', 'ben', 'cleo', 'dora'])
    const onBen = await phoneOf(ben.account)
    const onCleo = await phoneOf(cleo.account)
    const onDora = [await phoneOf(dora.account), await phoneOf(dora.account, newToken('fcm'))]
    ben.chat.mute(Number.POSITIVE_INFINITY)
    await cleo.device.client.updateSettings({ quietHours: aroundNow() })
    await eventually(async () => {
      const { body } = await ask(ben.account, 'GET /v1/sync')
      expect(JSON.stringify(body.conversations)).toContain('mutedUntil')
    })
    for (const { device } of [ben, cleo, dora]) device.client.disconnect()

    await ada.chat.send('one').acked
    for (const phone of onDora) await pushed(system(), phone, ['ada: one'])
    const [quiet] = await pushed(system(), onCleo, ['ada: one'])
    expect(quiet!.payload.aps).not.toHaveProperty('sound')
    await ada.chat.edit(await theMessage(ada.chat, 'one'), 'uno').acked
    await ada.chat.react(await theMessage(ada.chat, 'uno'), '👍').acked
    await ada.chat.deleteForEveryone(await theMessage(ada.chat, 'uno')).acked
    await ada.chat.update({ title: 'Another name' })
    await ada.chat.send('for Ben', { mentions: [ben.account.user] }).acked

    const [mention] = await pushed(system(), onBen, ['ada: for Ben'])
    const { id: conversation } = ada.chat
    expect(mention).toMatchObject({
      payload: { aps: { alert: { title: 'Another name' }, sound: 'default' }, conversation },
      attributes: { 'AWS.SNS.MOBILE.APNS.COLLAPSE_ID': conversation },
    })
    for (const phone of [onCleo, ...onDora]) await pushed(system(), phone, ['ada: one', 'ada: for Ben'])
    const [, fcm] = await pushesTo(system(), onDora[1]!)
    expect(fcm!.payload.fcmV1Message.message).toMatchObject({
      notification: { title: 'Another name', body: 'ada: for Ben' },
      android: { collapse_key: conversation, notification: { tag: conversation, default_sound: true } },
    })
  })

  test('counts all that is unread, fits whatever is written, and says what is brought along', async () => {
    const { ben, chat, phone } = await pair()
    const cleo = await newcomer(system(), 'cleo')
    const other = await (await deviceOf(cleo)).with(ben)
    await chat.send('one').acked
    await pushed(system(), phone, ['one'])
    await other.send('two').acked
    await pushed(system(), phone, ['one', 'two'])
    await other.sendFile({ file: fileOf(noise(100), 'application/pdf') }).acked
    await pushed(system(), phone, ['one', 'two', 'push_document'])
    await other.send(`${'👩‍👩‍👧 "\\ '.repeat(2_000)}`).acked
    const pushes = await eventually(async () => {
      const found = await pushesTo(system(), phone)
      expect(found).toHaveLength(4)
      return found
    })
    expect(pushes.map(({ payload }) => payload.aps.badge)).toEqual([1, 2, 3, 4])
    for (const { payload } of pushes) {
      expect(Buffer.byteLength(JSON.stringify(payload))).toBeLessThanOrEqual(4_096)
      expect(JSON.stringify(payload).isWellFormed()).toBe(true)
    }
  })

  test('is for nobody who has it on the laptop, nor from somebody blocked', async () => {
    const { ada, ben, chat, phone } = await pair()
    const laptop = await deviceOf(ben)
    const onLaptop = await laptop.with(ada)
    await chat.send('on the laptop').acked
    await eventually(() => expect(chat.peer.delivered).toBe(1))
    await onLaptop.block()
    laptop.client.disconnect()
    await chat.send('blocked').acked
    const cleo = await newcomer(system(), 'cleo')
    await (await (await deviceOf(cleo)).with(ben)).send('from a friend').acked
    await pushed(system(), phone, ['from a friend'])
    await laptop.client.connect()
    await onLaptop.block(false)
    laptop.client.disconnect()
    await chat.send('forgiven').acked
    const [, last] = await pushed(system(), phone, ['from a friend', 'forgiven'])
    // Received is not read; what was written while blocked is not counted.
    expect(last!.payload.aps.badge).toBe(3)
  })

  test('that its service refuses delays no message, and the next one comes through', async () => {
    const [ada, ben, cleo] = await groupOf(system(), ['ada', 'ben', 'cleo'])
    const phone = await phoneOf(ben.account)
    ben.device.client.disconnect()
    await playService(system(), 'throttle', { count: 1_000 })
    for (const text of ['one', 'two', 'three']) await ada.chat.send(text).acked
    await eventually(() => expect(heardLines(cleo)).toEqual(['[created]', 'one', 'two', 'three']))
    expect(await pushesTo(system(), phone)).toEqual([])
    await playService(system(), 'throttle', { count: 0 })
    await ada.chat.send('four').acked
    await eventually(async () =>
      expect((await pushesTo(system(), phone)).at(-1)?.payload.aps.alert.body).toBe('ada: four'),
    )
  })
})

describe.skipIf(ONLY_EMBEDDED)(`a phone${where}`, () => {
  test('that is off shows who wrote; and no more than that there is something, if its owner wants it so', async () => {
    const { ada, ben, chat, phone } = await pair()
    const tablet = await phoneOf(ben, newToken('fcm'))
    await chat.send('hello').acked
    for (const each of [phone, tablet]) await pushed(system(), each, ['hello'])
    const conversation = await conversationOf(ben, ada)
    expect((await pushesTo(system(), tablet))[0]!.payload.fcmV1Message.message).toMatchObject({
      notification: { title: 'ada', body: 'hello' },
      data: { conversation, seq: '1', badge: '1' },
    })
    await ask(ben, 'PUT /v1/me/settings', { device: phone.device, pushPreviews: false })
    await chat.send('a secret').acked
    for (const each of [phone, tablet]) {
      const [, hidden] = await pushed(system(), each, ['hello', 'push_message'])
      expect(JSON.stringify(hidden)).not.toMatch(/a secret|"ada"/)
    }
  })

  test('is pushed to though a socket is open, if nobody says that the message has come', async () => {
    const { ben, chat, phone } = await pair()
    const socket = await rawSocketOf(ben)
    await chat.send('anybody there?').acked
    await pushed(system(), phone, ['anybody there?'])
    expect(JSON.stringify(socket.frames)).toContain('anybody there?')
  })

  test('that changes hands shows its new owner’s messages only', async () => {
    const [{ ben, chat, phone }, other] = [await pair(), await pair()]
    await chat.send('for Ben').acked
    await pushed(system(), phone, ['for Ben'])
    await phoneOf(other.ben, phone)
    const tablet = await phoneOf(ben)
    await chat.send('for Ben again').acked
    await pushed(system(), tablet, ['for Ben again'])
    await other.chat.send('for the other').acked
    await pushed(system(), phone, ['for Ben', 'for the other'])
  })

  test.each([
    ['as the push service tells', (endpoint: string) => playService(system(), 'disable', { endpoint })],
    ['as the next push finds', disable],
  ])('without the app, %s, is left alone until the app is there again', async (_, remove) => {
    const { ben, chat, phone } = await pair()
    const tablet = await phoneOf(ben)
    await chat.send('one').acked
    const [{ address }] = (await pushed(system(), phone, ['one'])) as [Push]
    await pushed(system(), tablet, ['one'])
    await remove(address)
    await chat.send('two').acked
    await pushed(system(), tablet, ['one', 'two'])
    await eventually(async () => expect(await addressesOf(ben)).not.toContain(address))
    await register(phone)
    await chat.send('three').acked
    await pushed(system(), phone, ['one', 'three'])
  })

  test('that is signed out shows nothing any more', async () => {
    const { ben, chat, phone } = await pair()
    const tablet = await phoneOf(ben)
    expect((await ask(ben, `DELETE /v1/devices/${phone.device}`)).status).toBe(200)
    await chat.send('hello').acked
    await pushed(system(), tablet, ['hello'])
    expect(await pushesTo(system(), phone)).toEqual([])
  })
})

describe.skipIf(ONLY_EMBEDDED)(`an app${where}`, () => {
  test('that has told its token is pushed to while it is closed, until it signs out or takes it back', async () => {
    const [ada, ben, cleo] = [
      await newcomer(system(), 'ada'),
      await newcomer(system(), 'ben'),
      await newcomer(system(), 'cleo'),
    ]
    const onAda = await deviceOf(ada)
    const [toBen, toCleo] = [await onAda.with(ben), await onAda.with(cleo)]
    const storage = memoryStorage()
    const [token, app] = [newToken('apns'), await deviceOf(ben, { storage })]
    expect(await app.client.setPushToken({ ...token, service: 'apns-sandbox' })).toBe(false)
    expect(await app.client.setPushToken(token)).toBe(true)
    await app.client.close()
    await toBen.send('for Ben').acked
    await pushed(system(), token, ['for Ben'])

    const again = await newDevice(system(), { storage })
    await again.client.connect()
    await again.client.signOut()
    await toBen.send('not for this phone').acked
    await again.client.signIn({ handle: cleo.handle, password: cleo.password })
    await again.client.connect()
    const witness = await phoneOf(cleo)
    await toCleo.send('heard').acked
    await eventually(() => expect(toCleo.peer.delivered).toBe(1))
    again.client.disconnect()
    await toCleo.send('for Cleo').acked
    await pushed(system(), token, ['for Ben', 'for Cleo'])
    await again.client.connect()
    await again.client.removePushToken()
    again.client.disconnect()
    await toCleo.send('no longer').acked
    await pushed(system(), witness, ['for Cleo', 'no longer'])
    await toBen.send('still not').acked
    await pushed(system(), await phoneOf(ben), [])
    await pushed(system(), token, ['for Ben', 'for Cleo'])
    expect(await conversationOf(ada, cleo)).toBe(toCleo.id)
  })
})
