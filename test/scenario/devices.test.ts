import { type Conversation, memoryStorage } from '@parley/client'
import { describe, expect, test } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import { rawHttp } from '../fixtures/raw-http.ts'
import { type Account, newcomer, newDeviceId, rawSocketOf } from './accounts.ts'
import { deviceOf, newDevice } from './devices.ts'
import { groupOf, lines, openGroup, theGroup, theMessage } from './groups.ts'
import { identity, rowOf, texts } from './log.ts'
import { TARGET, useSystem } from './target.ts'

const system = useSystem()
const TOMORROW = Date.now() + 86_400_000
/** Its refreshed tokens say that their user has just signed in, which is what a signed-out device has to do. */
const RENEWS = TARGET === 'localstack'
const renews = RENEWS ? ' (skipped: the emulator moves auth_time with every refresh)' : ''

/** What one may choose for a conversation: how it is chosen, and what is then to be seen, there and back. */
const CHOICES: Record<
  string,
  { act: (chat: Conversation) => void; seen: object; undo: (chat: Conversation) => void }
> = {
  'muted for ever': {
    act: (chat) => chat.mute(Number.POSITIVE_INFINITY),
    seen: { mutedUntil: Number.POSITIVE_INFINITY },
    undo: (chat) => chat.mute(null),
  },
  'muted for a day': {
    act: (chat) => chat.mute(TOMORROW),
    seen: { mutedUntil: TOMORROW },
    undo: (chat) => chat.mute(null),
  },
  archived: {
    act: (chat) => chat.archive(),
    seen: { archived: true },
    undo: (chat) => chat.archive(false),
  },
  'kept on top': {
    act: (chat) => chat.keepOnTop(),
    seen: { onTop: true },
    undo: (chat) => chat.keepOnTop(false),
  },
  'marked unread': {
    act: (chat) => chat.markUnread(),
    seen: { markedUnread: true },
    undo: (chat) => chat.markRead(),
  },
  'written to in a draft': {
    act: (chat) => chat.saveDraft('half a sentence'),
    seen: { draft: 'half a sentence' },
    undo: (chat) => chat.saveDraft(''),
  },
}
const NOTHING = {
  mutedUntil: undefined,
  archived: false,
  onTop: false,
  markedUnread: false,
  draft: '',
  blocked: false,
}

describe('two devices of one person', () => {
  test.each(Object.entries(CHOICES))(
    'both have a chat %s, whichever did it, and also if the other was away',
    async (_, { act, seen, undo }) => {
      const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
      const [phone, tablet] = [await deviceOf(alice), await deviceOf(alice)]
      const [onPhone, onTablet] = [await phone.with(bob), await tablet.with(bob)]
      await onPhone.send('hello').acked
      await eventually(() => expect(texts(onTablet.messages)).toEqual(['hello']))
      act(onPhone)
      expect(onPhone.chosen).toMatchObject(seen)
      await eventually(() => expect(onTablet.chosen).toEqual({ ...NOTHING, ...seen }))
      tablet.client.disconnect()
      undo(onPhone)
      await eventually(async () => expect(await chosenOf(alice, onPhone.id)).toEqual([]))
      await tablet.client.connect()
      await eventually(() => expect(onTablet.chosen).toEqual(NOTHING))
      act(onTablet)
      await eventually(() => expect(onPhone.chosen).toMatchObject(seen))
      const onFresh = await (await deviceOf(alice)).with(bob)
      await eventually(() => expect(onFresh.chosen).toEqual({ ...NOTHING, ...seen }))
    },
  )

  test('choose for themselves only', async () => {
    const [anna, ben] = await groupOf(system(), ['anna', 'ben'])
    for (const { act } of Object.values(CHOICES)) act(anna.chat)
    await eventually(async () => expect(await chosenOf(anna.account, anna.chat.id)).toHaveLength(5))
    await anna.chat.send('hello').acked
    await eventually(() => expect(texts(ben.chat.messages)).toContain('hello'))
    expect(ben.chat.chosen).toEqual(NOTHING)
  })

  test('that chose differently while both were away end with one choice', async () => {
    const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
    const [phone, tablet] = [await deviceOf(alice), await deviceOf(alice)]
    const [onPhone, onTablet] = [await phone.with(bob), await tablet.with(bob)]
    await onPhone.send('hello').acked
    await eventually(() => expect(texts(onTablet.messages)).toEqual(['hello']))
    for (const { client } of [phone, tablet]) client.disconnect()
    onPhone.saveDraft('from the phone')
    onPhone.archive()
    onTablet.saveDraft('from the tablet')
    onTablet.keepOnTop()
    await phone.client.connect()
    await eventually(async () => expect(await chosenOf(alice, onPhone.id)).toEqual(['archived', 'draft']))
    await tablet.client.connect()
    const both = { ...NOTHING, archived: true, onTop: true, draft: 'from the tablet' }
    for (const chat of [onPhone, onTablet]) await eventually(() => expect(chat.chosen).toEqual(both))
  })

  test('have the same starred and hidden messages, also one that comes later', async () => {
    const [anna] = await groupOf(system(), ['anna', 'ben'])
    const [tablet, away] = [await deviceOf(anna.account), await deviceOf(anna.account)]
    const onTablet = await theGroup(tablet, anna.chat.id)
    for (const text of ['one', 'two', 'three']) await anna.chat.send(text).acked
    await eventually(() => expect(lines(onTablet.messages)).toContain('three'))
    away.client.disconnect()
    await anna.chat.star(await theMessage(anna.chat, 'two'))
    await onTablet.star(await theMessage(onTablet, 'three'))
    await onTablet.deleteForMe(await theMessage(onTablet, 'one'))
    await away.client.connect()
    const late = await deviceOf(anna.account)
    for (const device of [anna.device, tablet, away, late]) {
      const chat = await theGroup(device, anna.chat.id)
      await eventually(async () => {
        expect(texts(await chat.starred())).toEqual(['two', 'three'])
        await chat.history()
        expect(lines(chat.messages)).toEqual(['[created]', 'two', 'three'])
      })
    }
    await anna.chat.star(await theMessage(anna.chat, 'two'), false)
    await eventually(async () => expect(texts(await onTablet.starred())).toEqual(['three']))
  })

  test('end with the same timeline and the same unread count, whoever wrote, read and was away', async () => {
    const [anna, ben] = await groupOf(system(), ['anna', 'ben', 'cleo'])
    const tablet = await deviceOf(anna.account)
    const onTablet = await openGroup(tablet, anna.chat.id)
    await ben.chat.send('one').acked
    tablet.client.disconnect()
    await ben.chat.send('two').acked
    await eventually(() => expect(anna.chat.unread).toBe(2))
    anna.chat.markRead()
    await anna.chat.send('three').acked
    await ben.chat.send('four').acked
    await eventually(() => expect(texts(anna.chat.messages)).toContain('four'))
    await eventually(async () => expect((await rowOf(anna.account, anna.chat.id)).unread).toBe(1))
    anna.device.client.disconnect()
    await tablet.client.connect()
    await eventually(() => expect(texts(onTablet.messages)).toContain('four'))
    expect([anna.chat.unread, onTablet.unread]).toEqual([1, 1])
    await onTablet.send('five').acked
    await anna.device.client.connect()
    await eventually(() => expect(texts(anna.chat.messages)).toContain('five'))
    expect(onTablet.messages.map(identity)).toEqual(anna.chat.messages.map(identity))
    await eventually(() => expect([anna.chat.unread, onTablet.unread]).toEqual([1, 1]))
  })
})

describe('the devices of an account', () => {
  test('are listed with their names, and with which of them are online', async () => {
    const alice = await newcomer(system(), 'alice')
    const phone = await deviceOf(alice, { deviceName: 'Phone' })
    const tablet = await deviceOf(alice, { deviceName: 'Tablet' })
    const listed = async () => {
      const devices = await phone.client.devices()
      return devices.map(({ name, own, online }) => ({ name, own, online })).toSorted(byName)
    }
    await eventually(async () =>
      expect(await listed()).toEqual([
        { name: 'Phone', own: true, online: true },
        { name: 'Tablet', own: false, online: true },
      ]),
    )
    tablet.client.disconnect()
    await eventually(async () => expect((await listed())[1]).toMatchObject({ name: 'Tablet', online: false }))
  })

  test('that are signed out lose their socket and all they hold, and come back only by signing in', async () => {
    const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
    const storage = memoryStorage()
    const [phone, lost] = [await deviceOf(alice), await deviceOf(alice, { storage })]
    const [onPhone, onLost] = [await phone.with(bob), await lost.with(bob)]
    await onPhone.send('a secret').acked
    await eventually(() => expect(texts(onLost.messages)).toEqual(['a secret']))
    await phone.client.signOutDevice(lost.client.device)
    await eventually(() => expect(lost.client.connection).toBe('signed-out'))
    await eventually(async () =>
      expect(JSON.stringify(await storage.list({ prefix: '' }))).not.toContain('a secret'),
    )
    expect(lost.client.me).toBeUndefined()
    expect(lost.client.conversations()).toEqual([])
    expect((await phone.client.devices()).map(({ own }) => own)).toEqual([true])
    await expect(lost.client.connect()).rejects.toMatchObject({ code: 'SIGNED_OUT' })
    await onPhone.send('without you').acked

    const { handle, password } = alice
    await eventually(async () => {
      await lost.client.signIn({ handle, password })
      await lost.client.connect()
    })
    const again = await lost.with(bob)
    await eventually(() => expect(texts(again.messages)).toEqual(['a secret', 'without you']))
  })

  test.skipIf(RENEWS)(
    `that are signed out while they are away forget everything when they come back${renews}`,
    async () => {
      const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
      const storage = memoryStorage()
      const [phone, lost] = [await deviceOf(alice), await deviceOf(alice, { storage })]
      await (await lost.with(bob)).send('a secret').acked
      await lost.client.close()
      await phone.client.signOutDevice(lost.client.device)
      const back = await newDevice(system(), { storage })
      await expect(back.client.connect()).rejects.toMatchObject({ code: 'SIGNED_OUT' })
      await eventually(async () =>
        expect(JSON.stringify(await storage.list({ prefix: '' }))).not.toContain('a secret'),
      )
      expect(back.client.conversations()).toEqual([])
    },
  )

  test('that are signed out get no ticket for what they were signed in with', async () => {
    const [alice, device] = [await newcomer(system(), 'alice'), newDeviceId()]
    const phone = await deviceOf(alice)
    const socket = await rawSocketOf(alice, device)
    const told = socket.next(({ event }) => event === 'closing')
    await phone.client.signOutDevice(device)
    expect(await told).toEqual({ event: 'closing', reason: 'signed-out' })
    await socket.closed
    const { status, body } = await rawHttp(system().httpUrl, 'POST /v1/tickets', {
      token: alice.token,
      body: { device },
    })
    expect([status, body.error?.code]).toEqual([401, 'UNAUTHENTICATED'])
    expect((await deviceOf(alice)).client.connection).toBe('online')
  })

  test('of somebody else cannot be signed out', async () => {
    const [alice, mallory] = [await newcomer(system(), 'alice'), await newcomer(system(), 'mallory')]
    const [phone, attacker] = [await deviceOf(alice), await deviceOf(mallory)]
    await expect(attacker.client.signOutDevice(phone.client.device)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    expect(phone.client.connection).toBe('online')
    expect(await phone.client.devices()).toHaveLength(1)
  })
})

/** The names of what somebody has chosen for a conversation, as the server has it. */
async function chosenOf(account: Account, conversation: string): Promise<string[]> {
  const { version: _, ...chosen } = (await rowOf(account, conversation)).settings
  return Object.keys(chosen)
    .filter((name) => chosen[name as keyof typeof chosen])
    .toSorted()
}

function byName(one: { name: string | undefined }, other: { name: string | undefined }): number {
  return one.name! < other.name! ? -1 : 1
}
