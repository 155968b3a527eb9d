import type { ClientId, ConversationId, Draft, Entry, Head } from '@parley/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newClientId, newDraft, newPair, newSpeaker } from '../../test/fixtures/people.ts'
import { faultyLog, type LogFaults, NETWORK_FAULT } from '../adapters/memory/faulty-log.ts'
import { memoryMessageLog } from '../adapters/memory/message-log.ts'
import type { MessageLog } from '../ports.ts'
import { remembered } from '../remembered.ts'
import { DEFAULT_RULES } from '../rules.ts'
import { type Appending, aheadOf, append, type Tails } from './append.ts'

const newTails = (): Tails => remembered<ConversationId, Head>(100)

/** One device's send, as an action makes it: `after` is where the device stood when it first tried. */
async function send(
  log: MessageLog,
  draft: Draft,
  after = 0,
  tails = newTails(),
  using: Partial<Appending> = {},
): Promise<Entry> {
  const world = { log, tails, rules: UNHURRIED, now: () => 1, ...using }
  return append(world, draft, await aheadOf(world, draft.conversation, after), async () => ({ draft }))
}
const UNHURRIED = {
  paces: { ...DEFAULT_RULES.paces, conversation: { perSecond: 1_000, burst: 1_000_000_000 } },
}

/** As the SDK does: the same draft and the same `after` until there is an answer. */
async function sendUntilAcked(log: MessageLog, draft: Draft, after = 0): Promise<Entry> {
  for (;;) {
    try {
      return await send(log, draft, after)
    } catch (error) {
      if ((error as Error).message !== NETWORK_FAULT) throw error
    }
  }
}

const wholeLog = async (log: MessageLog, conversation: ConversationId) =>
  (await log.from(conversation, 1, 10_000, true)).entries

async function filled(count: number) {
  const log = memoryMessageLog()
  const pair = newPair()
  const tails = newTails()
  for (let seq = 0; seq < count; seq++) await send(log, newDraft(pair.conversation, pair.ben), seq, tails)
  return { log, ...pair }
}

function expectWhole(entries: readonly Entry[]) {
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1))
  expect(entries.map(({ n }) => n)).toEqual(entries.map((_, index) => index + 1))
  const ids = entries.map(({ from, device, clientId }) => `${from} ${device} ${clientId}`)
  expect(new Set(ids).size).toBe(ids.length)
}

describe('append', () => {
  it('gives the first message position 1 and each next one the next', async () => {
    const { log, conversation, ada } = await filled(2)
    expect(await send(log, newDraft(conversation, ada), 2)).toMatchObject({ seq: 3, n: 3 })
  })

  it('keeps one log without gap or copy, whoever writes at once and however often each tries', async () => {
    const writes = fc.array(fc.record({ writer: fc.nat(3), message: fc.nat(4) }), {
      minLength: 1,
      maxLength: 24,
    })
    await fc.assert(
      fc.asyncProperty(writes, async (attempts) => {
        const { log, ada, ben, conversation } = await filled(0)
        const writers = [ada, ben, newSpeaker(ada.user), newSpeaker(ben.user)]
        const acks = await Promise.all(
          attempts.map(async ({ writer, message }) => {
            const draft = {
              ...newDraft(conversation, writers[writer]!, `text ${message}`),
              clientId: `client-id-${message}` as ClientId,
            }
            return { key: `${writer} ${message}`, entry: await send(log, draft) }
          }),
        )
        const entries = await wholeLog(log, conversation)
        expectWhole(entries)
        expect(entries).toHaveLength(new Set(acks.map(({ key }) => key)).size)
        for (const same of Map.groupBy(acks, ({ key }) => key).values()) {
          expect(new Set(same.map(({ entry }) => JSON.stringify(entry))).size).toBe(1)
        }
      }),
      { numRuns: 25 },
    )
  })

  it('answers a hundred parallel sends of one message with one position', async () => {
    const { log, conversation, ada } = await filled(3)
    const draft = newDraft(conversation, ada)
    const acks = await Promise.all(Array.from({ length: 100 }, () => send(log, draft, 3)))
    expect(new Set(acks.map((ack) => JSON.stringify(ack))).size).toBe(1)
    expect(await wholeLog(log, conversation)).toHaveLength(4)
  })

  it('answers a retry after a thousand other messages with the first position', async () => {
    const { log, conversation, ada, ben } = await filled(1)
    const draft = newDraft(conversation, ada)
    const first = await send(log, draft, 1)
    const tails = newTails()
    for (let seq = 2; seq < 1_002; seq++) await send(log, newDraft(conversation, ben), seq, tails)
    expect(await send(log, draft, 1)).toEqual(first)
    expect(await send(log, draft, 1, tails)).toEqual(first)
    expect(await wholeLog(log, conversation)).toHaveLength(1_002)
  })

  it('takes one client id of two devices, or of two people, for two messages', async () => {
    const { log, conversation, ada, ben } = await filled(0)
    const clientId = newClientId()
    const drafts = [ada, ben, newSpeaker(ada.user)].map((from) => ({
      ...newDraft(conversation, from),
      clientId,
    }))
    for (const draft of drafts) await send(log, draft)
    expectWhole(await wholeLog(log, conversation))
    expect(await wholeLog(log, conversation)).toHaveLength(3)
  })

  it('refuses another body under a used client id, and the first stands', async () => {
    const { log, conversation, ada } = await filled(0)
    const draft = newDraft(conversation, ada, 'first')
    const other: Draft = { ...draft, body: { kind: 'text', text: 'second' } }
    await send(log, draft)
    await expect(send(log, other)).rejects.toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' })
    expect((await wholeLog(log, conversation)).map(({ body }) => body)).toEqual([draft.body])
  })

  it('lets one of two bodies sent at once under one client id stand', async () => {
    const { log, conversation, ada } = await filled(0)
    const draft = newDraft(conversation, ada, 'one')
    const bodies = ['one', 'two'].map((text): Draft => ({ ...draft, body: { kind: 'text', text } }))
    const outcomes = await Promise.allSettled(bodies.map((body) => send(log, body)))
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await wholeLog(log, conversation)).toHaveLength(1)
  })

  it('refuses a position beyond the end, and appends nothing', async () => {
    const { log, conversation, ada } = await filled(2)
    await expect(send(log, newDraft(conversation, ada), 3)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    expect(await wholeLog(log, conversation)).toHaveLength(2)
  })

  it('appends behind what others wrote since the tail was remembered', async () => {
    const { log, conversation, ada, ben } = await filled(1)
    const tails = newTails()
    await send(log, newDraft(conversation, ada), 1, tails)
    for (let seq = 2; seq < 10; seq++) await send(log, newDraft(conversation, ben), seq)
    expect(await send(log, newDraft(conversation, ada), 2, tails)).toMatchObject({ seq: 11, n: 11 })
    expectWhole(await wholeLog(log, conversation))
  })

  it('finds a message behind a stale remembered tail instead of writing it again', async () => {
    const { log, conversation, ada, ben } = await filled(1)
    const stale = newTails()
    stale.set(conversation, { seq: 1, n: 1, epoch: 0, busy: 1 })
    const draft = newDraft(conversation, ada)
    await send(log, newDraft(conversation, ben), 1)
    const first = await send(log, draft, 1)
    expect(await send(log, draft, 1, stale)).toEqual(first)
  })

  it('gives up as contended when every place is lost, and has written nothing', async () => {
    const { log, conversation, ada, ben } = await filled(0)
    const hunted: MessageLog = {
      ...log,
      // Somebody else is always faster.
      place: async (entry) => {
        await log.place({ ...entry, ...newDraft(conversation, ben) })
        return log.place(entry)
      },
    }
    await expect(send(hunted, newDraft(conversation, ada))).rejects.toMatchObject({
      code: 'CONTENDED',
      retryAfterMs: expect.any(Number),
    })
    expect((await wholeLog(log, conversation)).every(({ from }) => from === ben.user)).toBe(true)
  })
})

describe('append on a log that fails', () => {
  it('converges when a place was taken but the answer was lost', async () => {
    const { log, conversation, ada, ben } = await filled(1)
    const faulty = faultyLog(log, { places: ['unknown'], stale: [] })
    const draft = newDraft(conversation, ada)
    await expect(send(faulty, draft, 1)).rejects.toThrow(NETWORK_FAULT)
    await send(log, newDraft(conversation, ben), 1)
    expect(await send(faulty, draft, 1)).toMatchObject({ seq: 2 })
    expect(await wholeLog(log, conversation)).toHaveLength(3)
  })

  it('converges when the same place was lost to oneself', async () => {
    const { log, conversation, ada } = await filled(1)
    const faulty = faultyLog(log, { places: ['unknown'], stale: [] })
    const tails = newTails()
    tails.set(conversation, { seq: 1, n: 1, epoch: 0, busy: 1 })
    const draft = newDraft(conversation, ada)
    await expect(send(faulty, draft, 1, tails)).rejects.toThrow(NETWORK_FAULT)
    expect(await send(faulty, draft, 1, tails)).toMatchObject({ seq: 2 })
    expect(tails.get(conversation)).toMatchObject({ seq: 2, n: 2 })
  })

  it('never leaves a gap or a second copy, whatever is lost and however stale reads are', async () => {
    const fault = fc.constantFrom<LogFaults['places'][number]>('lost', 'unknown', undefined)
    const faults = fc.record({
      places: fc.array(fault, { maxLength: 30 }),
      stale: fc.array(fc.nat(8), { maxLength: 60 }),
    })
    await fc.assert(
      fc.asyncProperty(faults, async (planned) => {
        const { log, ada, ben, conversation } = await filled(4)
        const faulty = faultyLog(log, planned)
        const drafts = [ada, ben, ada, ben, newSpeaker(ada.user)].map((from) => newDraft(conversation, from))
        const acks = await Promise.all(drafts.map((draft) => sendUntilAcked(faulty, draft, 4)))
        const again = await Promise.all(drafts.map((draft) => sendUntilAcked(faulty, draft, 4)))
        const entries = await wholeLog(log, conversation)
        expectWhole(entries)
        expect(entries).toHaveLength(4 + drafts.length)
        expect(again).toEqual(acks)
        expect(acks).toEqual(acks.map(({ seq }) => entries[seq - 1]))
      }),
      { numRuns: 30 },
    )
  })

  it('looks again, consistently, when a replica does not know the position the device stood at', async () => {
    const { log, conversation, ada } = await filled(5)
    const faulty = faultyLog(log, { places: [], stale: [5] })
    expect(await send(faulty, newDraft(conversation, ada), 5)).toMatchObject({ seq: 6 })
  })
})
