import middy from '@middy/core'
import { EMPTY_HEAD } from '@parley/domain'
import { BAD_FRAMES_ALLOWED, ERRORS, type WireError } from '@parley/protocol'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import { CONTEXT, frameEvent } from '../../test/fixtures/api-gateway.ts'
import { captureConsole } from '../../test/fixtures/console.ts'
import { newClientId, newConnection, newEntry } from '../../test/fixtures/people.ts'
import { newWorld, type World } from '../../test/fixtures/world.ts'
import { perform } from '../actions/index.ts'
import { type FrameEvent, frameEdge } from './frame-edge.ts'

const printed = captureConsole()
const SECRET = 'a text that belongs in no log'

type Reply = { id: string | null; ok: boolean; error?: WireError } & Record<string, unknown>

/** Ada's socket at the whole of the frame function, in memory. */
async function scene(change: (world: World) => Partial<World> = () => ({})) {
  const base = newWorld()
  const world = { ...base, ...change(base) }
  const { ada, ben, conversation } = await world.newPair()
  const connection = await world.connect(ada)
  const handler = middy()
    .use(frameEdge(world.sockets, world.post, world.now))
    .handler(({ request, connection }: FrameEvent) =>
      perform(request, { ...world, connection, speaker: async () => ada }),
    )
  const answer = async (body: string | undefined, from = connection) => {
    const result = await handler(frameEvent(from, body) as never, CONTEXT)
    return (result as APIGatewayProxyStructuredResultV2).body!
  }
  const say = async (body: string | undefined) => JSON.parse(await answer(body)) as Reply
  const frame = { action: 'send', id: 'f1', conversation, clientId: newClientId(), after: 0, text: SECRET }
  return { world, ada, ben, conversation, connection, answer, say, frame }
}

describe('a frame', () => {
  it('is answered as the route’s response, with its id', async () => {
    const { say, frame, conversation, world } = await scene()
    expect(await say(JSON.stringify(frame))).toEqual({
      id: 'f1',
      ok: true,
      seq: 1,
      n: 1,
      at: world.clock.now,
    })
    expect(await world.log.head(conversation)).toMatchObject({ seq: 1, n: 1 })
  })

  it.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['no JSON', 'hello'],
    ['null', 'null'],
    ['an array', '[{"action":"ping","id":"a"}]'],
    ['NaN', '{"action":"ping","id":"a","at":NaN}'],
    ['two objects', '{}{}'],
    ['10,000 levels', '['.repeat(10_000)],
    [
      '10,000 levels inside a field',
      `{"action":"ping","id":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`,
    ],
    ['a million keys', `{${Array.from({ length: 1_000_000 }, (_, index) => `"${index}":0`).join()}}`],
    ['__proto__', '{"action":"ping","id":"a","__proto__":{"polluted":true}}'],
    ['__proto__ in escapes', '{"action":"ping","id":"a","\\u005f_proto__":{"polluted":true}}'],
    ['constructor', '{"action":"ping","id":"a","constructor":{"prototype":{"polluted":true}}}'],
    ['a key twice', '{"action":"ping","action":"send","id":"a"}'],
  ])('that is no frame is refused as BAD_FRAME, and the socket kept: %s', async (_, body) => {
    const { say, world, connection } = await scene()
    expect(await say(body)).toMatchObject({ id: null, ok: false, error: { code: 'BAD_FRAME', retry: false } })
    expect(world.post.isOpen(connection)).toBe(true)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  it.each([
    ['an action it does not know', { action: 'launch' }, 'UNSUPPORTED', 'action "launch"'],
    ['an action of an object’s own', { action: 'toString' }, 'UNSUPPORTED', 'action "toString"'],
    ['no action', { action: 7 }, 'UNSUPPORTED', 'action of type number'],
    ['a newer version’s field', { v: 2 }, 'UNSUPPORTED', 'field "v"'],
    ['a sender', { from: 'someone' }, 'UNSUPPORTED', 'field "from"'],
    ['a user', { user: 'someone' }, 'UNSUPPORTED', 'field "user"'],
    ['a device', { device: 'another' }, 'UNSUPPORTED', 'field "device"'],
    ['a role', { role: 'admin' }, 'UNSUPPORTED', 'field "role"'],
    ['a position', { seq: 1 }, 'UNSUPPORTED', 'field "seq"'],
    ['a count', { n: 1 }, 'UNSUPPORTED', 'field "n"'],
    ['a time', { at: 1 }, 'UNSUPPORTED', 'field "at"'],
    ['a number beyond all numbers', { after: Number.MAX_VALUE }, 'BAD_REQUEST', 'after: '],
    ['a fraction', { after: 0.5 }, 'BAD_REQUEST', 'after: '],
    ['a negative position', { after: -1 }, 'BAD_REQUEST', 'after: '],
    ['a position beyond the end', { after: 1 }, 'BAD_REQUEST', 'after: '],
    ['a client id with a space', { clientId: 'not an id' }, 'BAD_REQUEST', 'clientId: '],
    ['an empty text', { text: '' }, 'BAD_TEXT', undefined],
    ['half a character', { text: '\ud83d' }, 'BAD_TEXT', undefined],
    ['a text of over 8 KB', { text: 'x'.repeat(9_000) }, 'TOO_LARGE', 'text: over 8 KB as JSON'],
  ])('with %s is refused by name, and nothing is appended', async (_, field, code, detail) => {
    const { say, frame, world, conversation } = await scene()
    const { error } = await say(JSON.stringify({ ...frame, ...field }))
    expect(error).toMatchObject({ code, number: ERRORS[code as keyof typeof ERRORS].number })
    if (detail === undefined) expect(error?.detail).toBeUndefined()
    else expect(error?.detail).toContain(detail)
    expect(await world.log.head(conversation)).toEqual(EMPTY_HEAD)
  })

  it('with 1e999 is refused as no position', async () => {
    const { say, frame } = await scene()
    const text = JSON.stringify(frame).replace('"after":0', '"after":1e999')
    expect(await say(text)).toMatchObject({ id: 'f1', error: { code: 'BAD_REQUEST' } })
  })

  it('is answered with its id even if it is refused, but not with a huge one', async () => {
    const { say } = await scene()
    expect(await say('{"action":"launch","id":"mine"}')).toMatchObject({ id: 'mine', ok: false })
    expect(await say(`{"action":"launch","id":"${'x'.repeat(33)}"}`)).toMatchObject({ id: null, ok: false })
  })

  it('is kept as it was written: NUL, marks of direction, characters of four bytes', async () => {
    const { say, frame, world, conversation } = await scene()
    const text = '\u0000 \u202eabc\u202c \u{1f600}\u200d\u{1f680} "\\\n'
    expect(await say(JSON.stringify({ ...frame, text }))).toMatchObject({ ok: true })
    expect(await world.log.at([{ conversation, seq: 1 }])).toMatchObject([{ body: { kind: 'text', text } }])
  })

  it('of a server that fails is answered with INTERNAL, which may be retried, and not a word more', async () => {
    const { say, frame } = await scene(({ log }) => ({
      log: { ...log, place: () => Promise.reject(new Error(`could not write ${SECRET}`)) },
    }))
    expect(await say(JSON.stringify(frame))).toEqual({
      id: 'f1',
      ok: false,
      error: { code: 'INTERNAL', ...ERRORS.INTERNAL, status: undefined },
    })
    expect(printed()).toHaveLength(1)
    expect(printed().join()).not.toContain(SECRET)
  })

  it('that is refused leaves nothing in the log', async () => {
    const { say, frame } = await scene()
    for (const body of [SECRET, `{"${SECRET}":1`, JSON.stringify({ ...frame, [SECRET]: 1 })]) await say(body)
    expect(printed()).toEqual([])
  })
})

describe('a conversation that is not one’s own', () => {
  const strangers = async () => {
    const parts = await scene()
    const { world } = parts
    const theirs = await world.newPair()
    await world.log.place(newEntry(theirs.conversation, 1, theirs.ada, SECRET))
    const guessed = `dm_${'0'.repeat(25)}_${'1'.repeat(25)}`
    return { ...parts, ids: [theirs.conversation, guessed, 'dm_a_b', 'constructor', 'group_unknown'] }
  }

  const appending = { clientId: 'client-id-1', after: 0 }
  it.each([
    ['send', (conversation: string) => ({ ...appending, conversation, text: 'hello' })],
    ['edit', (conversation: string) => ({ ...appending, conversation, target: 1, text: 'hello' })],
    ['delete', (conversation: string) => ({ ...appending, conversation, target: 1 })],
    ['react', (conversation: string) => ({ ...appending, conversation, target: 1, emoji: '+' })],
    ['pin', (conversation: string) => ({ ...appending, conversation, target: 1, pinned: true })],
    ['receipt', (conversation: string) => ({ receipts: [{ conversation, delivered: 1, read: 1 }] })],
  ])('answers %s byte for byte like one that does not exist', async (action, fields) => {
    const { answer, ids } = await strangers()
    const replies = await Promise.all(
      ids.map((id) => answer(JSON.stringify({ action, id: 'f1', ...fields(id) }))),
    )
    expect(new Set(replies).size).toBe(1)
    expect(JSON.parse(replies[0]!)).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
  })

  it('is refused without waiting for what its log holds', async () => {
    const { say, frame } = await scene(({ log }) => ({
      log: { ...log, from: () => new Promise(() => {}) },
    }))
    const reply = await say(
      JSON.stringify({ ...frame, conversation: `dm_${'0'.repeat(25)}_${'1'.repeat(25)}` }),
    )
    expect(reply.error?.code).toBe('NOT_FOUND')
  })

  it('does not exist with somebody who does not', async () => {
    const { say, frame, ada, world } = await scene()
    const conversation = `dm_${[ada.user, '0'.repeat(25)].sort().join('_')}`
    expect((await say(JSON.stringify({ ...frame, conversation }))).error?.code).toBe('NOT_FOUND')
    expect(await world.log.head(conversation as never)).toEqual(EMPTY_HEAD)
  })
})

describe('a burst of what is no frame', () => {
  it('closes the socket after as many as are allowed, and tells it so first', async () => {
    const { say, world, connection } = await scene()
    for (let sent = 0; sent < BAD_FRAMES_ALLOWED; sent++) await say('nonsense')
    expect(world.post.isOpen(connection)).toBe(true)
    expect(world.eventsOf(connection)).toEqual([])
    expect(await say('nonsense')).toMatchObject({ error: { code: 'BAD_FRAME' } })
    expect(world.eventsOf(connection)).toEqual([{ event: 'closing', reason: 'bad-frames' }])
    expect(world.post.isOpen(connection)).toBe(false)
  })

  it('spread over time closes nothing', async () => {
    const { say, world, connection } = await scene()
    for (let sent = 0; sent < 3 * BAD_FRAMES_ALLOWED; sent++) {
      world.clock.now += 10_000
      await say('nonsense')
    }
    expect(world.post.isOpen(connection)).toBe(true)
  })

  it('does not count frames that were understood and refused', async () => {
    const { say, world, connection } = await scene()
    for (let sent = 0; sent <= 2 * BAD_FRAMES_ALLOWED; sent++) await say('{"action":"launch","id":"a"}')
    expect(world.post.isOpen(connection)).toBe(true)
  })

  it('on a socket that nobody knows is only refused', async () => {
    const { answer } = await scene()
    const unknown = newConnection()
    for (let sent = 0; sent <= 2 * BAD_FRAMES_ALLOWED; sent++) {
      expect(JSON.parse(await answer('nonsense', unknown))).toMatchObject({ error: { code: 'BAD_FRAME' } })
    }
  })

  it('is still answered when it cannot be counted', async () => {
    const { say } = await scene(({ sockets }) => ({
      sockets: { ...sockets, strike: () => Promise.reject(new Error(SECRET)) },
    }))
    expect(await say('nonsense')).toMatchObject({ id: null, error: { code: 'BAD_FRAME' } })
    expect(printed()).toHaveLength(1)
    expect(printed().join()).not.toContain(SECRET)
  })

  it('closes a socket that cannot be told', async () => {
    const { say, world, connection } = await scene(({ post }) => ({
      post: { ...post, send: () => Promise.reject(new Error(SECRET)) },
    }))
    for (let sent = 0; sent <= BAD_FRAMES_ALLOWED; sent++) await say('nonsense')
    expect(world.post.isOpen(connection)).toBe(false)
  })
})
