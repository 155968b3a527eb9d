import { describe, expect, test } from 'vitest'
import type { RawSocket } from '../fixtures/raw-socket.ts'
import { type Account, conversationOf, newcomer, rawSocketOf } from './accounts.ts'
import { wholeLog } from './log.ts'
import { TARGET, useSystem } from './target.ts'

const system = useSystem()
const KB = 1024
const EMULATED = TARGET === 'localstack'

describe('what is no frame is refused, and the socket kept', () => {
  const cases: Record<string, string> = {
    'text that is not JSON': 'hello',
    'half a frame': '{"action":"ping","id":"1"',
    null: 'null',
    'an array': '[{"action":"ping","id":"1"}]',
    'a number': '17',
    NaN: '{"action":"ping","id":NaN}',
    'a frame with a key twice': '{"action":"ping","action":"ping"}',
    'a key that reaches a prototype': '{"action":"ping","__proto__":{"x":1}}',
    'two thousand keys': `{${Array.from({ length: 2_000 }, (_, index) => `"k${index}":1`).join()}}`,
  }
  for (const [name, text] of Object.entries(cases))
    test(name, async () => {
      const socket = await rawSocketOf(await newcomer(system()))
      expect(await socket.provoke(text)).toMatchObject({
        ok: false,
        error: { code: 'BAD_FRAME', number: 1000 },
      })
      expect(await socket.request({ action: 'ping' })).toMatchObject({ ok: true })
    })

  const parsed = EMULATED ? ' (not on an emulator that gives up on it before any function sees it)' : ''
  test.skipIf(EMULATED)(`ten thousand levels of arrays${parsed}`, async () => {
    const socket = await rawSocketOf(await newcomer(system()))
    const deep = `{"action":"ping","x":${'['.repeat(10_000)}${']'.repeat(10_000)}}`
    expect(await socket.provoke(deep)).toMatchObject({ ok: false, error: { code: 'BAD_FRAME' } })
    expect(await socket.request({ action: 'ping' })).toMatchObject({ ok: true })
  })

  test('a number beyond all numbers', async () => {
    const socket = await rawSocketOf(await newcomer(system()))
    const reply = socket.next(({ id }) => id === 'huge')
    socket.send(
      '{"action":"send","id":"huge","conversation":"dm_a_b","clientId":"12345678","after":1e999,"text":"x"}',
    )
    expect(await reply).toMatchObject({
      ok: false,
      error: { code: 'BAD_REQUEST', detail: 'after: invalid_type' },
    })
    expect(await socket.request({ action: 'ping' })).toMatchObject({ ok: true })
  })
})

test('a burst of what is no frame closes its socket, and only that', async () => {
  const account = await newcomer(system())
  const [socket, other] = [await rawSocketOf(account), await rawSocketOf(account)]
  const told = socket.next(({ event }) => event === 'closing')
  for (let sent = 0; sent < 40; sent++) socket.send('nonsense')
  expect(await told).toEqual({ event: 'closing', reason: 'bad-frames' })
  await socket.closed
  expect(await other.request({ action: 'ping' })).toMatchObject({ ok: true })
})

describe('a frame', () => {
  test('with an unknown action is told which', async () => {
    const socket = await rawSocketOf(await newcomer(system()))
    expect(await socket.request({ action: 'launch' })).toMatchObject({
      ok: false,
      error: { code: 'UNSUPPORTED', detail: 'action "launch"' },
    })
  })

  const forged = { from: 'someone', role: 'admin', seq: 7, at: 12, device: 'their-device' }
  for (const [field, value] of Object.entries(forged))
    test(`that supplies its own ${field} is refused by name, and nothing is stored`, async () => {
      const { alice, conversation, socket } = await aliceAndBob()
      const frame = { action: 'send', conversation, clientId: '12345678', after: 0, text: 'forged' }
      expect(await socket.request({ ...frame, [field]: value })).toMatchObject({
        ok: false,
        error: { code: 'UNSUPPORTED', detail: `field "${field}"` },
      })
      expect(await wholeLog(alice, conversation)).toEqual([])
    })

  test('whose fields are out of range is told which', async () => {
    const { conversation, socket } = await aliceAndBob()
    const good = { action: 'send', conversation, clientId: '12345678', after: 0, text: 'x' }
    const wrong = {
      after: -1,
      clientId: 'short',
      conversation: '../etc',
      text: 7,
    }
    for (const [field, value] of Object.entries(wrong)) {
      const reply = await socket.request({ ...good, [field]: value })
      expect(reply).toMatchObject({ ok: false, error: { code: 'BAD_REQUEST' } })
      expect(reply.error!.detail).toMatch(new RegExp(`^${field}: `))
    }
  })

  test('that says it knows a position beyond the end is refused', async () => {
    const { conversation, socket } = await aliceAndBob()
    const frame = { action: 'send', conversation, clientId: '12345678', after: 9, text: 'x' }
    expect(await socket.request(frame)).toMatchObject({ ok: false, error: { code: 'BAD_REQUEST' } })
  })

  const fits = EMULATED ? ' (not on an emulator that lets larger frames through)' : ''
  test.skipIf(EMULATED)(`of 33 KB closes its socket with 1009 and harms nobody else${fits}`, async () => {
    const { socket, conversation, alice } = await aliceAndBob()
    const other = await rawSocketOf(alice)
    const text = 'x'.repeat(33 * KB)
    socket.send(
      JSON.stringify({ action: 'send', id: '1', conversation, clientId: '12345678', after: 0, text }),
    )
    expect(await socket.closed).toBe(1009)
    expect(await other.request({ action: 'ping' })).toMatchObject({ ok: true })
    expect(await wholeLog(alice, conversation)).toEqual([])
  })

  test('whose text would swell a table item is sent to the route that can carry it', async () => {
    const { conversation, socket } = await aliceAndBob()
    const frame = { action: 'send', conversation, clientId: '12345678', after: 0, text: 'x'.repeat(9 * KB) }
    expect(await socket.request(frame)).toMatchObject({ ok: false, error: { code: 'TOO_LARGE' } })
  })
})

async function aliceAndBob(): Promise<{ alice: Account; conversation: string; socket: RawSocket }> {
  const alice = await newcomer(system(), 'alice')
  const conversation = await conversationOf(alice, await newcomer(system(), 'bob'))
  return { alice, conversation, socket: await rawSocketOf(alice) }
}
