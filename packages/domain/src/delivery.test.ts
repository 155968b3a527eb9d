import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { byConversation, CONNECT_GRACE_MS, entriesFor, isStale, type Socket } from './delivery.ts'
import type { Entry } from './entry.ts'
import type { ClientId, ConnectionId, ConversationId, DeviceId, UserId } from './ids.ts'

const ann = 'ann' as UserId
const phone = 'phone' as DeviceId
const laptop = 'laptop' as DeviceId

function entry(seq: number, more: Partial<Entry> = {}): Entry {
  return {
    conversation: 'one' as ConversationId,
    from: 'bob' as UserId,
    device: phone,
    clientId: `c${seq}` as ClientId,
    body: { kind: 'text', text: 'hi' },
    seq,
    n: seq,
    epoch: 0,
    busy: 0,
    at: 0,
    ...more,
  }
}

function socket(device: DeviceId, since = 0): Socket {
  return { user: ann, device, connection: 'x=' as ConnectionId, since }
}

describe('a batch of entries', () => {
  const batch = fc.array(
    fc
      .tuple(fc.constantFrom('one', 'two', 'three'), fc.integer({ min: 1, max: 20 }))
      .map(([id, seq]) => entry(seq, { conversation: id as ConversationId })),
  )

  test('becomes one list a conversation, each entry once and in order, however it came', () => {
    fc.assert(
      fc.property(batch, (entries) => {
        const groups = byConversation(entries)
        for (const [id, group] of groups) {
          const expected = new Set(entries.filter((e) => e.conversation === id).map((e) => e.seq))
          expect(group.map((e) => e.seq)).toEqual([...expected].sort((a, b) => a - b))
        }
        expect(new Set(groups.keys())).toEqual(new Set(entries.map((e) => e.conversation)))
      }),
    )
  })
})

describe('a socket is sent', () => {
  test('what the same person wrote on another device, and not what its own device wrote', () => {
    const log = [entry(3, { from: ann, device: phone }), entry(4, { from: ann, device: laptop })]
    expect(entriesFor(socket(phone), log).map((e) => e.seq)).toEqual([4])
    expect(entriesFor(socket(laptop), log).map((e) => e.seq)).toEqual([3])
  })

  test('what another person wrote on a device that happens to have the same id', () => {
    expect(entriesFor(socket(phone), [entry(3, { device: phone })])).toHaveLength(1)
  })
})

test('a socket answered "gone" is believed dead only once its connect must have returned', () => {
  expect(isStale(socket(phone, 1_000), 1_000 + CONNECT_GRACE_MS)).toBe(false)
  expect(isStale(socket(phone, 1_000), 1_001 + CONNECT_GRACE_MS)).toBe(true)
})
