import { beforeEach, describe, expect, test } from 'vitest'
import type { RawSocket } from '../fixtures/raw-socket.ts'
import { type Account, conversationOf, newcomer, newDeviceId, rawSocketOf } from './accounts.ts'
import { ackOf, sendRaw, wholeLog } from './log.ts'
import { useSystem } from './target.ts'

const system = useSystem()

describe('the same message sent again', () => {
  let alice: Account
  let conversation: string
  let socket: RawSocket
  const device = newDeviceId()
  const message = () => ({ conversation, clientId: 'the-same-one', text: 'once, please' })

  beforeEach(async () => {
    alice = await newcomer(system(), 'alice')
    conversation = await conversationOf(alice, await newcomer(system(), 'bob'))
    socket = await rawSocketOf(alice, device)
  })

  test('twice in parallel is one message with one position', async () => {
    const acks = await Promise.all([sendRaw(socket, message()), sendRaw(socket, message())])
    expect(acks.map(ackOf)).toEqual([
      { ok: true, seq: 1, n: 1, at: acks[0].at },
      { ok: true, seq: 1, n: 1, at: acks[0].at },
    ])
    expect(await wholeLog(alice, conversation)).toHaveLength(1)
  })

  test('a hundred times in parallel is one message with a hundred identical acks', async () => {
    const acks = await Promise.all(Array.from({ length: 100 }, () => sendRaw(socket, message())))
    expect(new Set(acks.map((ack) => JSON.stringify(ackOf(ack)))).size).toBe(1)
    expect(acks[0]).toMatchObject({ ok: true, seq: 1 })
    expect(await wholeLog(alice, conversation)).toHaveLength(1)
  })

  test('after a reconnect and a thousand other messages is still the first one', async () => {
    const first = await sendRaw(socket, message())
    for (let after = 1; after <= 1_000; after++) {
      const other = { conversation, clientId: `other-${after}-message`, text: String(after), after }
      expect(await sendRaw(socket, other)).toMatchObject({ ok: true, seq: after + 1 })
    }
    const again = await rawSocketOf(alice, device)
    expect(ackOf(await sendRaw(again, message()))).toEqual(ackOf(first))
    expect(await wholeLog(alice, conversation)).toHaveLength(1_001)
  })

  test('with another text is refused, and the first one stands', async () => {
    await sendRaw(socket, message())
    const other = await sendRaw(socket, { ...message(), text: 'something else' })
    expect(other).toMatchObject({ ok: false, error: { code: 'IDEMPOTENCY_MISMATCH', retry: false } })
    expect((await wholeLog(alice, conversation)).map(({ text }) => text)).toEqual(['once, please'])
  })

  test('from another device is another message', async () => {
    const other = await rawSocketOf(alice)
    await sendRaw(socket, message())
    expect(await sendRaw(other, message())).toMatchObject({ ok: true, seq: 2 })
  })
})
