import type { OperationReply } from '@parley/protocol'
import { beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import { type Answer, rawHttp } from '../fixtures/raw-http.ts'
import { type Account, conversationOf, newcomer, rawSocketOf } from './accounts.ts'
import { deviceOf } from './devices.ts'
import { sendRaw, seqs, texts, upTo } from './log.ts'
import { useSystem } from './target.ts'

const system = useSystem()
const TOTAL = 217

describe('the history of a conversation', () => {
  let alice: Account
  let bob: Account
  let conversation: string

  beforeAll(async () => {
    alice = await newcomer(system(), 'alice')
    bob = await newcomer(system(), 'bob')
    conversation = await conversationOf(alice, bob)
    const socket = await rawSocketOf(alice)
    for (let after = 0; after < TOTAL; after++) {
      const ack = await sendRaw(socket, {
        conversation,
        clientId: `message-${after + 1}`,
        text: `${after + 1}`,
        after,
      })
      expect(ack).toMatchObject({ ok: true, seq: after + 1 })
    }
  })

  const ask = (query: string): Promise<Answer> =>
    rawHttp(system().httpUrl, `GET /v1/conversations/${conversation}/messages?${query}`, { token: bob.token })
  const page = async (query: string) => (await ask(query)).body as OperationReply<'listEntries'>

  test('read newest first has every message exactly once', async () => {
    const pages = [await page('limit=50')]
    while (pages.at(-1)!.more) pages.push(await page(`limit=50&before=${pages.at(-1)!.entries.at(-1)!.seq}`))
    expect(pages.map(({ entries }) => entries.length)).toEqual([50, 50, 50, 50, 17])
    const log = pages.flatMap(({ entries }) => entries).toReversed()
    expect(seqs(log)).toEqual(upTo(TOTAL))
    expect(texts(log)).toEqual(upTo(TOTAL).map(String))
  })

  test('read oldest first has every message exactly once', async () => {
    const pages = [await page('limit=50&after=0')]
    while (pages.at(-1)!.more) pages.push(await page(`limit=50&after=${pages.at(-1)!.entries.at(-1)!.seq}`))
    expect(pages.map(({ entries }) => entries.length)).toEqual([50, 50, 50, 50, 17])
    expect(texts(pages.flatMap(({ entries }) => entries))).toEqual(upTo(TOTAL).map(String))
  })

  test('says where it ends, on every page', async () => {
    for (const query of ['', 'before=9&limit=3', 'after=3&limit=2', 'after=9999'])
      expect((await page(query)).head).toEqual({ seq: TOTAL, n: TOTAL })
  })

  test('has nothing before its beginning and nothing behind its end', async () => {
    expect(await page('before=1')).toMatchObject({ entries: [], more: false })
    expect(await page(`after=${TOTAL}`)).toMatchObject({ entries: [], more: false })
  })

  test('is fifty messages a page unless said, and never more than two hundred', async () => {
    expect((await page('')).entries).toHaveLength(50)
    expect((await page('limit=200')).entries).toHaveLength(200)
    expect((await page('limit=1000000000')).entries).toHaveLength(200)
    for (const limit of ['0', '-1', '1.5', 'all']) {
      const { status, body } = await ask(`limit=${limit}`)
      expect([status, body.error?.code]).toEqual([400, 'BAD_REQUEST'])
    }
  })

  test('cannot be asked for from both ends at once', async () => {
    const { status, body } = await ask('before=9&after=3')
    expect([status, body.error?.code]).toEqual([400, 'BAD_REQUEST'])
  })

  test('reaches the first device of its owner as messages, and the next one as history', async () => {
    const everything = upTo(TOTAL).map(String)
    const [sender, first] = [await deviceOf(alice), await deviceOf(bob)]
    const sent = await sender.with(bob)
    await eventually(() => expect(texts(first.heard)).toEqual(everything))
    await eventually(() => expect(sent.peer.delivered).toBe(TOTAL))

    const next = await deviceOf(bob)
    const chat = await next.with(alice)
    expect(texts(chat.messages)).toEqual(everything.slice(-50))
    while (chat.more) await chat.history({ limit: 60 })
    expect(texts(chat.messages)).toEqual(everything)
    expect(next.heard).toEqual([])
  })
})
