import { describe, expect, test } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import { conversationOf, newcomer, rawSocketOf } from './accounts.ts'
import { deviceOf } from './devices.ts'
import { memberIds } from './groups.ts'
import { sendRaw, texts, upTo, wholeLog } from './log.ts'
import { ONLY_EMBEDDED, useEmbeddedWith } from './target.ts'

/** Groups are as they are deployed unless somebody sets it otherwise; devices are slow, so that any machine outruns them. */
const system = useEmbeddedWith({
  signInRate: '1000',
  signInBurst: '1000',
  deviceRate: '5',
  deviceBurst: '20',
})
const where = ONLY_EMBEDDED ? ' (only where it can be set what is too fast)' : ''
const MOST = 100

test.skipIf(ONLY_EMBEDDED)(`a group has a hundred members and not one more${where}`, async () => {
  const [anna, ...others] = await Promise.all(
    upTo(MOST + 1).map((number) => newcomer(system(), `p${number}`)),
  )
  const users = others.map(({ user }) => user)
  const last = others.at(-1)!
  const phone = await deviceOf(anna!)
  const tooMany = (change: Promise<unknown>) => expect(change).rejects.toMatchObject({ code: 'TOO_MANY' })
  await tooMany(phone.client.createGroup({ title: 'Too many', members: users }))
  const chat = await phone.client.createGroup({ title: 'Full', members: users.slice(0, -2) })
  await tooMany(chat.addMembers(users.slice(-2)))
  await chat.addMembers([users.at(-2)!])
  await tooMany(chat.addMembers([last.user]))
  const { code } = await chat.createInvite()
  const guest = await deviceOf(last)
  await tooMany(guest.client.join(code))
  await chat.removeMember(users[0]!)
  await guest.client.join(code)
  await eventually(() => expect(memberIds(chat)).toEqual([anna!.user, ...users.slice(1)].toSorted()))
  await guest.client.conversation(chat.id)!.send('the hundredth').acked
  await eventually(() => expect(texts(chat.messages)).toContain('the hundredth'))
})

describe.skipIf(ONLY_EMBEDDED)(`whoever writes faster than people do${where}`, () => {
  const [FLOOD, WRITTEN] = [250, 60]

  test('is told to wait, and delays nobody else', async () => {
    const [mallory, alice, bob] = [
      await newcomer(system()),
      await newcomer(system()),
      await newcomer(system()),
    ]
    const theirs = await conversationOf(mallory, bob)
    const socket = await rawSocketOf(mallory)
    const flood = upTo(FLOOD).map((number) =>
      sendRaw(socket, { conversation: theirs, clientId: `flood-${number}-message`, text: 'buy' }),
    )
    const [phone, other] = [await deviceOf(alice), await deviceOf(bob)]
    const chat = await phone.with(bob)
    const sent = upTo(10).map((number) => chat.send(String(number)).acked)
    await Promise.all(sent)
    await eventually(() => expect(texts(other.heardIn(chat))).toEqual(upTo(10).map(String)))

    const replies = await Promise.all(flood)
    const refused = replies.filter(({ ok }) => !ok)
    expect(new Set(refused.map(({ error }) => error!.code))).toEqual(new Set(['RATE_LIMITED']))
    for (const { error } of refused)
      expect(error).toMatchObject({ retry: true, retryAfterMs: expect.any(Number) })
    expect((await wholeLog(bob, theirs)).length).toBe(FLOOD - refused.length)
  })

  test('with the SDK has all of it arrive in the end, in order and once', async () => {
    const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
    let refusals = 0
    const socket = (url: string) => {
      const opened = new WebSocket(url)
      opened.addEventListener('message', ({ data }) => {
        if (String(data).includes('RATE_LIMITED')) refusals++
      })
      return opened
    }
    const [phone, other] = [await deviceOf(alice, { platform: { socket } }), await deviceOf(bob)]
    const [chat, onOther] = [await phone.with(bob), await other.with(alice)]
    const sent = upTo(WRITTEN).map((number) => chat.send(String(number)))
    await Promise.all(sent.map(({ acked }) => acked))
    await eventually(() => expect(texts(other.heardIn(onOther))).toEqual(upTo(WRITTEN).map(String)))
    expect(refusals).toBeGreaterThan(0)
    // Whoever is told when there is room does not ask all the time.
    expect(refusals).toBeLessThan(WRITTEN)
  })
})
