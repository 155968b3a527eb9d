import { expect, test } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import {
  type Account,
  ask,
  conversationOf,
  newcomer,
  newDeviceId,
  rawSocketOf,
  ticketOf,
} from './accounts.ts'
import { deviceOf } from './devices.ts'
import { ONLY_EMBEDDED, useEmbeddedWith } from './target.ts'

const FCM = 'arn:aws:sns:us-east-1:000000000000:app/GCM/parley'
const system = useEmbeddedWith({ fcmApplication: FCM, pushAfterSeconds: '1' })
const where = ONLY_EMBEDDED ? ' (only where what was pushed can be read)' : ''

type Push = { address: string; payload: { fcmV1Message: { message: Shown } } }
type Shown = {
  notification?: { title?: string; body?: string }
  data: { conversation: string; seq: string; badge: string }
  android: { notification: { tag: string; body_loc_key?: string } }
}
type Phone = { readonly account: Account; readonly device: string; readonly token: string }

/** A device of the account that may be pushed to; nobody listens on it. */
async function phoneOf(account: Account, token = `token-${newDeviceId()}`): Promise<Phone> {
  const device = newDeviceId()
  await ticketOf(account, device)
  const phone = { account, device, token }
  expect(await register(phone)).toMatchObject({ status: 200, body: { on: true } })
  return phone
}

function register({ account, device, token }: Phone) {
  return ask(account, `PUT /v1/devices/${device}/push`, { service: 'fcm', token })
}

async function pushesTo({ token }: Phone): Promise<Push[]> {
  const response = await fetch(`${system().pushesUrl}.json?token=${token}`)
  return ((await response.json()) as { pushes: Push[] }).pushes.reverse()
}

async function shownOn(phone: Phone): Promise<Shown[]> {
  return (await pushesTo(phone)).map(({ payload }) => payload.fcmV1Message.message)
}

async function textsOn(phone: Phone): Promise<(string | undefined)[]> {
  return (await shownOn(phone)).map(({ notification }) => notification?.body)
}

/** Two people, of whom the second is written to. */
async function pair() {
  const [ada, ben] = [await newcomer(system(), 'ada'), await newcomer(system(), 'ben')]
  const chat = await (await deviceOf(ada)).with(ben)
  return { ada, ben, say: (text: string) => chat.send(text) }
}

test.skipIf(ONLY_EMBEDDED)(
  `a phone that is off shows who wrote, and how much is unread${where}`,
  async () => {
    const { ada, ben, say } = await pair()
    const phone = await phoneOf(ben)
    say('hello')
    await eventually(async () => expect(await textsOn(phone)).toEqual(['hello']))
    say('are you there?')
    await eventually(async () => expect(await textsOn(phone)).toEqual(['hello', 'are you there?']))
    const conversation = await conversationOf(ben, ada)
    expect((await shownOn(phone)).at(-1)).toMatchObject({
      notification: { title: 'ada', body: 'are you there?' },
      data: { conversation, seq: '2', badge: '2' },
      android: { notification: { tag: conversation } },
    })
  },
)

test.skipIf(ONLY_EMBEDDED)(
  `who wants no previews is told that there is a message, and no more${where}`,
  async () => {
    const { ben, say } = await pair()
    const phone = await phoneOf(ben)
    await ask(ben, 'PUT /v1/me/settings', { device: phone.device, pushPreviews: false })
    say('a secret')
    await eventually(async () => expect(await shownOn(phone)).toHaveLength(1))
    const [{ notification, android }] = (await shownOn(phone)) as [Shown]
    expect(notification).toBeUndefined()
    expect(android.notification.body_loc_key).toBe('push_message')
    expect(JSON.stringify(await pushesTo(phone))).not.toMatch(/a secret|"ada"/)
  },
)

test.skipIf(ONLY_EMBEDDED)(
  `whoever has it on the laptop is not pushed to, and whoever only seems to be there is${where}`,
  async () => {
    const { ben, say } = await pair()
    const phone = await phoneOf(ben)
    const laptop = await deviceOf(ben)
    const other = await pair()
    const deaf = await phoneOf(other.ben)
    await rawSocketOf(other.ben)

    say('for the laptop')
    await eventually(() => expect(laptop.heard.map(({ text }) => text)).toContain('for the laptop'))
    other.say('for the phone')
    await eventually(async () => expect(await textsOn(deaf)).toEqual(['for the phone']))
    expect(await textsOn(phone)).toEqual([])
  },
)

test.skipIf(ONLY_EMBEDDED)(
  `a phone that changes hands shows its new owner’s messages only${where}`,
  async () => {
    const { ben, say } = await pair()
    const before = await phoneOf(ben)
    say('for Ben')
    await eventually(async () => expect(await textsOn(before)).toEqual(['for Ben']))
    const other = await pair()
    const phone = await phoneOf(other.ben, before.token)
    const tablet = await phoneOf(ben)
    say('for Ben again')
    await eventually(async () => expect(await textsOn(tablet)).toEqual(['for Ben again']))
    other.say('for the other')
    await eventually(async () => expect(await textsOn(phone)).toEqual(['for Ben', 'for the other']))
  },
)

test.skipIf(ONLY_EMBEDDED)(
  `a phone without the app is left alone, until the app is there again${where}`,
  async () => {
    const { ben, say } = await pair()
    const [phone, tablet] = [await phoneOf(ben), await phoneOf(ben)]
    say('one')
    await eventually(async () => expect(await textsOn(phone)).toEqual(['one']))
    const [{ address }] = (await pushesTo(phone)) as [Push]
    const told = await fetch(`${system().pushesUrl}/disable`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ endpoint: address }),
    })
    expect(told.status).toBe(200)
    say('two')
    await eventually(async () => expect(await textsOn(tablet)).toEqual(['one', 'two']))
    await register(phone)
    say('three')
    await eventually(async () => expect(await textsOn(phone)).toEqual(['one', 'three']))
  },
)

test.skipIf(ONLY_EMBEDDED)(`a phone that is signed out shows nothing any more${where}`, async () => {
  const { ben, say } = await pair()
  const [phone, tablet] = [await phoneOf(ben), await phoneOf(ben)]
  expect(await ask(ben, `DELETE /v1/devices/${phone.device}`)).toMatchObject({ status: 200 })
  say('hello')
  await eventually(async () => expect(await textsOn(tablet)).toEqual(['hello']))
  expect(await textsOn(phone)).toEqual([])
})
