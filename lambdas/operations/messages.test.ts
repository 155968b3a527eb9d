import { MAX_TEXT_CHARS } from '@parley/domain'
import { HISTORY_PAGE_DEFAULT, HISTORY_PAGE_MAX } from '@parley/protocol'
import { describe, expect, it } from 'vitest'
import { asking } from '../../test/fixtures/asking.ts'
import { newClientId, newDevice, newEntry, newSpeaker } from '../../test/fixtures/people.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import { getText, listEntries, sendLong } from './messages.ts'

async function scene(count = 0) {
  const world = newWorld()
  const { ada, ben, conversation } = await world.newPair()
  for (let seq = 1; seq <= count; seq++) await world.log.place(newEntry(conversation, seq, ben))
  const path = { conversation: conversation as string }
  const as = (user = ada.user) => asking(world, { user })
  const send = (text: string, fields: object = {}, context = as()) =>
    sendLong(
      {
        path,
        query: {},
        body: { device: ada.device, clientId: newClientId(), after: 0, text, ...fields },
      },
      context,
    )
  const list = (query: { before?: number; after?: number; limit?: number } = {}, context = as()) =>
    listEntries(
      { path, query: { before: undefined, after: undefined, limit: undefined, ...query }, body: {} },
      context,
    )
  const text = (seq: number, context = as()) =>
    getText({ path: { conversation, seq }, query: {}, body: {} }, context)
  return { world, ada, ben, conversation, as, send, list, text }
}
const positionsOf = ({ entries }: Awaited<ReturnType<typeof listEntries>>) => entries.map(({ seq }) => seq)

describe('sendLong', () => {
  it.each([
    ['100,000 characters of four bytes', '\u{1f600}'.repeat(MAX_TEXT_CHARS)],
    ['100,000 times NUL', '\u0000'.repeat(MAX_TEXT_CHARS)],
    ['text from right to left', '\u202e\u05d0 '.repeat(5_000)],
    ['a short text', 'hello'],
  ])('keeps %s, which every member gets back whole', async (_, long) => {
    const { send, text, as, ben } = await scene()
    expect(await send(long)).toMatchObject({ seq: 1, n: 1 })
    expect((await text(1)).text === long).toBe(true)
    expect((await text(1, as(ben.user))).text === long).toBe(true)
  })

  it('appends a long text without its body, with its length as a person counts it', async () => {
    const { send, list } = await scene()
    await send('\u{1f600}'.repeat(9_000))
    const { entries } = await list()
    expect(entries).toMatchObject([
      { kind: 'long-text', preview: '\u{1f600}'.repeat(80), long: { chars: 9_000, bytes: 36_000 } },
    ])
    expect(entries[0]).not.toHaveProperty('text')
  })

  it.each([
    ['empty', ''],
    ['one character too long', 'x'.repeat(MAX_TEXT_CHARS + 1)],
    ['half a character', `${'x'.repeat(9_000)}\ud83d`],
  ])('refuses a text that is %s, and stores nothing', async (_, bad) => {
    const { send, list } = await scene()
    await expect(send(bad)).rejects.toMatchObject({ code: 'BAD_TEXT' })
    expect((await list()).head.seq).toBe(0)
  })

  it('has stored the text by the time the entry stands', async () => {
    const { world, send, text, as } = await scene()
    const log: typeof world.log = {
      ...world.log,
      async place(entry) {
        const occupant = await world.log.place(entry)
        await expect(text(entry.seq)).resolves.toBeDefined()
        return occupant
      },
    }
    expect(await send('x'.repeat(9_000), {}, { ...as(), log })).toMatchObject({ seq: 1 })
  })

  it('is one message however often it is tried, and the first body stands', async () => {
    const { send, text, list } = await scene()
    const clientId = newClientId()
    const long = 'x'.repeat(9_000)
    const acks = await Promise.all(Array.from({ length: 10 }, () => send(long, { clientId })))
    expect(new Set(acks.map((ack) => JSON.stringify(ack))).size).toBe(1)
    for (const other of ['y'.repeat(9_000), 'short']) {
      await expect(send(other, { clientId })).rejects.toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' })
    }
    expect((await text(1)).text).toBe(long)
    expect(positionsOf(await list())).toEqual([1])
  })
})

describe('listEntries', () => {
  it('pages backwards from the end to the beginning', async () => {
    const { list } = await scene(HISTORY_PAGE_DEFAULT + 2)
    const first = await list()
    expect(first).toMatchObject({ more: true, head: { seq: HISTORY_PAGE_DEFAULT + 2 } })
    expect(positionsOf(first)).toHaveLength(HISTORY_PAGE_DEFAULT)
    const second = await list({ before: positionsOf(first).at(-1)! })
    expect(positionsOf(second)).toEqual([2, 1])
    expect(second.more).toBe(false)
  })

  it('pages forwards from a position to the end', async () => {
    const { list } = await scene(7)
    expect(positionsOf(await list({ after: 2, limit: 3 }))).toEqual([3, 4, 5])
    expect((await list({ after: 2, limit: 3 })).more).toBe(true)
    expect(positionsOf(await list({ after: 5, limit: 3 }))).toEqual([6, 7])
    expect((await list({ after: 5, limit: 3 })).more).toBe(false)
    expect(await list({ after: 1_000_000 })).toMatchObject({ entries: [], more: false, head: { seq: 7 } })
  })

  it('gives no more than a page, though a billion be asked for', async () => {
    const { list } = await scene(HISTORY_PAGE_MAX + 1)
    for (const query of [{}, { after: 0 }]) {
      const page = await list({ ...query, limit: 1_000_000_000 })
      expect(page.entries).toHaveLength(HISTORY_PAGE_MAX)
      expect(page.more).toBe(true)
    }
  })

  it('takes one direction at a time', async () => {
    const { list } = await scene(1)
    await expect(list({ before: 1, after: 1 })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})

it('a stranger is told of every conversation that it does not exist', async () => {
  const { as, send, list, text } = await scene(1)
  const stranger = as(newSpeaker().user)
  for (const attempt of [
    send('hello', { device: newDevice() }, stranger),
    list({}, stranger),
    text(1, stranger),
  ]) {
    await expect(attempt).rejects.toMatchObject({ code: 'NOT_FOUND', detail: undefined })
  }
  expect((await list()).head.seq).toBe(1)
})

it('a text that does not exist is not found', async () => {
  const { text } = await scene(1)
  await expect(text(2)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
