import { type Message, memoryStorage } from '@parley/client'
import { expect, test } from 'vitest'
import { shortenRetention } from '../fixtures/assembly.ts'
import { eventually } from '../fixtures/eventually.ts'
import { rawHttp } from '../fixtures/raw-http.ts'
import { newcomer } from './accounts.ts'
import { deviceOf } from './devices.ts'
import { groupOf, lines, openGroup, theMessage } from './groups.ts'
import { disappeared, rowOf, texts, wholeLog } from './log.ts'
import { ONLY_EMBEDDED, useEmbeddedWith } from './target.ts'

/**
 * Deployed to keep messages for a day, which is the least there is. A day is too long to wait, and the clocks of
 * the functions and of DynamoDB are the machine's: so the one number that the functions are told is seconds here.
 * Without the setting messages stay: all other scenarios run without it, see those that stay in `disappearing`.
 */
const RETENTION = 20
const SOONER = 8
const system = useEmbeddedWith({ retentionDays: '1' }, (assembly) => shortenRetention(assembly, RETENTION))
const where = ONLY_EMBEDDED ? ' (only where it can be set how long messages are kept)' : ''

/** Longer than an entry may be, so that its text is kept apart from it. */
const LONG = `kept, and ${'at length '.repeat(1_000)}`

test.skipIf(ONLY_EMBEDDED)(
  `what is older than messages are kept is gone for both, and the conversation goes on behind it${where}`,
  async () => {
    const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
    const storage = memoryStorage()
    const [phone, other] = [await deviceOf(alice), await deviceOf(bob, { storage })]
    const [chat, onOther] = [await phone.with(bob), await other.with(alice)]
    const away = await deviceOf(bob)
    away.client.disconnect()
    await chat.send('kept').acked
    const { seq: long } = await chat.send(LONG).acked
    await chat.edit(await theMessage(chat, 'kept'), 'kept, edited').acked
    for (const each of [chat, onOther])
      await eventually(() =>
        expect(each.messages.map(({ text }) => text?.slice(0, 12))).toEqual([
          'kept, edited',
          LONG.slice(0, 12),
        ]),
      )
    for (const message of onOther.messages) expect(lifeOf(message)).toBe(RETENTION * 1_000)
    await eventually(() => expect(onOther.unread).toBe(2))
    await disappeared(onOther.messages.at(-1)!)

    for (const each of [chat, onOther]) await eventually(() => expect(each.messages).toEqual([]))
    await eventually(async () =>
      expect(JSON.stringify(await storage.list({ prefix: '' }))).not.toContain('kept'),
    )
    await away.client.connect()
    const [onAway, fresh, onNext] = [
      await away.with(alice),
      await (await deviceOf(bob)).with(alice),
      await (await deviceOf(alice)).with(bob),
    ]
    for (const each of [chat, onOther, onAway, fresh, onNext]) {
      const { first: _, last: __, ...page } = await each.history()
      expect(page).toEqual({ messages: [], more: false })
      expect(each.messages).toEqual([])
      expect(each.preview || undefined).toBeUndefined()
    }
    expect(texts(away.heard)).toEqual([])
    for (const account of [alice, bob]) {
      expect(await wholeLog(account, chat.id)).toEqual([])
      expect(JSON.stringify(await rowOf(account, chat.id))).not.toContain('kept')
      const route = `GET /v1/conversations/${chat.id}/messages/${long}/text`
      expect((await rawHttp(system().httpUrl, route, { token: account.token })).status).toBe(404)
    }

    // What disappeared unread was there and was not read: it counts until one reads past it.
    for (const each of [onOther, onAway, fresh]) await eventually(() => expect(each.unread).toBe(2))
    const { seq } = await chat.send('next').acked
    expect(seq).toBe(4)
    for (const each of [chat, onOther, onAway, fresh, onNext])
      await eventually(() => expect(texts(each.messages)).toEqual(['next']))
    for (const each of [onOther, onAway, fresh]) await eventually(() => expect(each.unread).toBe(3))
    onOther.markRead()
    for (const each of [onOther, onAway, fresh]) await eventually(() => expect(each.unread).toBe(0))
    await eventually(() => expect(chat.peer.read).toBe(4))
    expect((await onOther.send('and back').acked).seq).toBe(5)
  },
)

test.skipIf(ONLY_EMBEDDED)(
  `a conversation may have its messages disappear sooner than the deployment does, not later${where}`,
  async () => {
    const [anna, ben] = await groupOf(system(), ['anna', 'ben'])
    await anna.chat.update({ disappearAfter: SOONER })
    await anna.chat.send('sooner').acked
    const sooner = await theMessage(ben.chat, 'sooner')
    await anna.chat.update({ disappearAfter: RETENTION * 100 })
    await anna.chat.send('later').acked
    const later = await theMessage(ben.chat, 'later')
    expect([lifeOf(sooner), lifeOf(later)]).toEqual([SOONER * 1_000, RETENTION * 1_000])
    // The changes of a conversation are what it is, not messages: they stay.
    const changes = ['[created]', '[settings]', '[settings]']
    const everywhere = async (expected: string[]) => {
      for (const { chat } of [anna, ben])
        await eventually(() => expect(lines(chat.messages)).toEqual(expected))
      const fresh = await openGroup(await deviceOf(ben.account), anna.chat.id)
      expect(lines(fresh.messages)).toEqual(expected)
    }
    await disappeared(sooner)
    await everywhere([...changes, 'later'])
    await disappeared(later)
    await everywhere(changes)
  },
)

function lifeOf({ at, expiresAt }: Message): number {
  return expiresAt! - at
}
