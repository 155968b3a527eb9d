import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { pass } from '../test/harness.ts'
import { defaultPlatform } from './platform.ts'
import { Socket } from './socket.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }))
afterEach(() => void vi.useRealTimers())

const REPLY_MS = 1_000

/** The other end of a socket, in the test's hand. */
class Line extends EventTarget {
  readonly frames: { action: string; id: string }[] = []
  isClosed = false
  readyState: number = WebSocket.OPEN
  send(frame: string): void {
    this.frames.push(JSON.parse(frame))
  }
  close(): void {
    this.isClosed = true
  }
  says(frame: unknown): void {
    const data = typeof frame === 'string' ? frame : JSON.stringify(frame)
    this.dispatchEvent(new MessageEvent('message', { data }))
  }
}

function open({ isAnswered = true } = {}) {
  const line = new Line()
  const events: unknown[] = []
  const platform = { ...defaultPlatform, socket: () => line as unknown as WebSocket }
  const socket = new Socket('ws://server', platform, REPLY_MS, (event) => events.push(event))
  if (isAnswered) line.dispatchEvent(new Event('open'))
  return { line, socket, events }
}

test('replies find their requests, in whatever order they come', async () => {
  const { line, socket } = open()
  const both = [socket.request('ping', {}), socket.request('ping', {})]
  const [first, second] = line.frames.map(({ id }) => id)
  line.says({ id: second, ok: true, at: 2, resync: false })
  line.says({ id: first, ok: true, at: 1, resync: false })
  expect((await Promise.all(both)).map(({ at }) => at)).toEqual([1, 2])
})

test('a refusal rejects with what the server said; an unknown code counts as INTERNAL', async () => {
  const { line, socket } = open()
  const limited = socket.request('ping', {})
  line.says({ id: line.frames[0]?.id, ok: false, error: { code: 'RATE_LIMITED', retryAfterMs: 70 } })
  await expect(limited).rejects.toMatchObject({ code: 'RATE_LIMITED', retry: true, retryAfterMs: 70 })
  const unheardOf = socket.request('ping', {})
  line.says({ id: line.frames[1]?.id, ok: false, error: { code: 'FROM_THE_FUTURE' } })
  await expect(unheardOf).rejects.toMatchObject({ code: 'INTERNAL' })
})

test.each([
  'not JSON',
  'null',
  '[]',
  '{"message":"Internal server error"}',
  '{"id":"never asked","ok":true}',
])('what is no frame of ours is passed over: %s', async (frame) => {
  const { line, socket, events } = open()
  const ping = socket.request('ping', {})
  line.says(frame)
  line.says({ id: line.frames[0]?.id, ok: true, at: 1, resync: false })
  expect(await ping).toMatchObject({ at: 1 })
  expect(events).toEqual([])
})

test('a request without reply is given up in time, and a late reply does no harm', async () => {
  const { line, socket } = open()
  const ping = socket.request('ping', {})
  const refused = expect(ping).rejects.toMatchObject({ code: 'TIMED_OUT', retry: true })
  await pass(REPLY_MS)
  await refused
  line.says({ id: line.frames[0]?.id, ok: true, at: 1, resync: false })
})

test('closing ends what waits and hears no more, without waiting for the other side', async () => {
  const { line, socket, events } = open()
  const ping = socket.request('ping', {})
  socket.close()
  await expect(ping).rejects.toMatchObject({ code: 'UNREACHABLE' })
  await socket.closed
  expect(line.isClosed).toBe(true)
  line.says({ event: 'closing', reason: 'replaced' })
  expect(events).toEqual([])
  await expect(socket.request('ping', {})).rejects.toMatchObject({ code: 'UNREACHABLE' })
})

test('a handshake that takes too long is given up', async () => {
  const { line, socket } = open({ isAnswered: false })
  const refused = expect(socket.opened).rejects.toMatchObject({ code: 'UNREACHABLE' })
  await pass(REPLY_MS)
  await refused
  expect(line.isClosed).toBe(true)
})

test('nothing is written into a socket that the other side is closing', async () => {
  const { line, socket } = open()
  line.readyState = WebSocket.CLOSING
  await expect(socket.request('ping', {})).rejects.toMatchObject({ code: 'UNREACHABLE' })
  expect(line.frames).toEqual([])
})
