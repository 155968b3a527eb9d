import type { OperationReply } from '@parley/protocol'
import { beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import { rawHttp } from '../fixtures/raw-http.ts'
import type { RawSocket } from '../fixtures/raw-socket.ts'
import { type Account, newcomer, newDeviceId, rawSocketOf } from './accounts.ts'
import { type GroupMember, groupOf } from './groups.ts'
import { sendRaw, seqs, wholeLog } from './log.ts'
import { useSystem } from './target.ts'

const system = useSystem()
const LONG = 'far too long for a frame '.repeat(2_000)
/** Of the same form as a group's id, but of no group. */
const NOWHERE = `gr_${'a'.repeat(25)}`

/** Everything that can be asked of a conversation on a socket, about entry 2 where one is named. */
const FRAMES: Record<string, object> = {
  'sending to it': { action: 'send', after: 0, text: 'hello' },
  'answering in it': { action: 'send', after: 0, text: 'hello', reply: 2 },
  'editing in it': { action: 'edit', after: 0, target: 2, text: 'changed' },
  'deleting in it': { action: 'delete', after: 0, target: 2 },
  'reacting in it': { action: 'react', after: 0, target: 2, emoji: '👍' },
  'pinning in it': { action: 'pin', after: 0, target: 2, pinned: true },
}

type Asking = { route: string; body?: object }
/** And over HTTPS; `*` stands for the conversation, in a body as well. */
const requests = (user: string): Record<string, Asking> => ({
  'reading it': { route: 'GET /v1/conversations/*/messages' },
  'reading a text of it': { route: 'GET /v1/conversations/*/messages/2/text' },
  'looking at it': { route: 'GET /v1/conversations/*' },
  'asking who has read it': { route: 'GET /v1/conversations/*/receipts' },
  'asking for its invites': { route: 'GET /v1/conversations/*/invites' },
  'asking for its marks': { route: 'GET /v1/conversations/*/marks' },
  'sending long text to it': {
    route: 'POST /v1/conversations/*/messages',
    body: { device: newDeviceId(), clientId: '12345678', after: 0, text: 'hello' },
  },
  'renaming it': { route: 'PUT /v1/conversations/*', body: { title: 'Mine' } },
  'adding somebody to it': { route: 'POST /v1/conversations/*/members', body: { users: [user] } },
  'removing somebody from it': { route: `DELETE /v1/conversations/*/members/${user}` },
  'promoting in it': { route: `PUT /v1/conversations/*/members/${user}`, body: { role: 'admin' } },
  'inviting to it': { route: 'POST /v1/conversations/*/invites', body: {} },
  'choosing for it': {
    route: 'PUT /v1/conversations/*/mine',
    body: { device: newDeviceId(), archived: true },
  },
  'asking for a file of it': { route: 'GET /v1/conversations/*/messages/2/media' },
  'copying a file of it': {
    route: 'POST /v1/conversations/*/messages/2/media/copy',
    body: { device: newDeviceId(), clientId: '12345678', to: NOWHERE },
  },
  'bringing up a file for it': {
    route: 'POST /v1/media',
    body: {
      device: newDeviceId(),
      clientId: '12345678',
      conversation: '*',
      kind: 'document',
      type: 'text/plain',
      bytes: 3,
      checksums: [`${'A'.repeat(43)}=`],
    },
  },
  'starring in it': {
    route: 'PUT /v1/conversations/*/messages/2/mark',
    body: { device: newDeviceId(), starred: true },
  },
})

function ask(account: Account, { route, body }: Asking, conversation: string) {
  return rawHttp(system().httpUrl, route.replace('*', conversation), {
    token: account.token,
    ...(body && { body: JSON.stringify(body).replace('"*"', `"${conversation}"`) }),
  })
}

describe('a group of others', () => {
  let mallory: Account
  let socket: RawSocket
  let group: string

  beforeAll(async () => {
    const [anna] = await groupOf(system(), ['anna', 'ben'])
    await anna.chat.send(LONG).acked
    group = anna.chat.id
    mallory = await newcomer(system(), 'mallory')
  })

  for (const [what, frame] of Object.entries(FRAMES))
    test(`${what} is answered as if it did not exist`, async () => {
      socket = await rawSocketOf(mallory)
      const say = (conversation: string) =>
        socket.request({ id: 'same', clientId: '12345678', ...frame, conversation })
      const [real, guessed] = [await say(group), await say(NOWHERE)]
      expect(real).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
      expect(real).toEqual(guessed)
    })

  test.each([
    [
      'a receipt for it',
      (conversation: string) => ({
        action: 'receipt',
        receipts: [{ conversation, delivered: 1, read: 1 }],
      }),
    ],
    [
      'telling that one writes in it',
      (conversation: string) => ({ action: 'typing', conversation, doing: 'typing' }),
    ],
  ])('%s is answered as if it did not exist', async (_, frameFor) => {
    socket = await rawSocketOf(mallory)
    const say = (conversation: string) => socket.request({ id: 'same', ...frameFor(conversation) })
    const [real, guessed] = [await say(group), await say(NOWHERE)]
    expect(real).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
    expect(real).toEqual(guessed)
  })

  for (const what of Object.keys(requests('')))
    test(`${what} is answered as if it did not exist`, async () => {
      const asking = requests(mallory.user)[what]!
      const [real, guessed] = [await ask(mallory, asking, group), await ask(mallory, asking, NOWHERE)]
      expect([real.status, real.body.error?.code]).toEqual([404, 'NOT_FOUND'])
      expect([real.status, real.text]).toEqual([guessed.status, guessed.text])
    })

  test('does not show in the inbox of anybody else', async () => {
    const { body } = await rawHttp(system().httpUrl, 'GET /v1/sync', { token: mallory.token })
    expect(body.conversations).toEqual([])
  })
})

describe('a group that one has left', () => {
  let anna: GroupMember
  let ben: GroupMember
  let newest: Account

  beforeAll(async () => {
    ;[anna, ben] = await groupOf(system(), ['anna', 'ben'])
    await anna.chat.send(LONG).acked
    await anna.chat.removeMember(ben.account.user)
    await anna.chat.send(LONG).acked
    newest = await newcomer(system(), 'newest')
    await anna.chat.addMembers([newest.user])
    await anna.chat.update({ title: 'A new name' })
  })

  for (const [what, frame] of Object.entries(FRAMES))
    test(`${what} is forbidden, and changes nothing`, async () => {
      const before = await wholeLog(anna.account, anna.chat.id)
      const socket = await rawSocketOf(ben.account)
      const reply = await socket.request({ clientId: '12345678', ...frame, conversation: anna.chat.id })
      expect(reply).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } })
      expect(await wholeLog(anna.account, anna.chat.id)).toEqual(before)
    })

  test('sending from a position behind its end is forbidden as well', async () => {
    const socket = await rawSocketOf(ben.account)
    for (const after of [3, 4, 6]) {
      const message = { conversation: anna.chat.id, clientId: '12345678', text: 'still here', after }
      expect(await sendRaw(socket, message)).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } })
    }
  })

  test.each([
    'sending long text to it',
    'renaming it',
    'adding somebody to it',
    'promoting in it',
    'inviting to it',
    'asking for its invites',
    'bringing up a file for it',
  ])('%s is refused', async (what) => {
    const { status } = await ask(ben.account, requests(newest.user)[what]!, anna.chat.id)
    expect([403, 404]).toContain(status)
  })

  test('removing somebody from it is refused', async () => {
    const asking = requests(newest.user)['removing somebody from it']!
    expect([403, 404]).toContain((await ask(ben.account, asking, anna.chat.id)).status)
    expect((await ask(newest, requests(newest.user)['looking at it']!, anna.chat.id)).status).toBe(200)
  })

  test('reading it ends with the own removal, from whichever end it is read', async () => {
    expect(seqs(await wholeLog(ben.account, anna.chat.id))).toEqual([1, 2, 3])
    for (const query of ['', '?before=100', '?after=2', '?after=3', '?after=5', '?before=6&limit=1']) {
      const route = `GET /v1/conversations/*/messages${query}`
      const page = (await ask(ben.account, { route }, anna.chat.id)).body as OperationReply<'listEntries'>
      expect(seqs(page.entries).filter((seq) => seq > 3)).toEqual([])
      expect(page.head.seq).toBe(3)
    }
  })

  test('a text of before can be read, one behind the removal not', async () => {
    const text = (seq: number) =>
      ask(ben.account, { route: `GET /v1/conversations/*/messages/${seq}/text` }, anna.chat.id)
    expect((await text(2)).body).toEqual({ text: LONG })
    expect((await text(4)).status).toBe(404)
  })

  test('looking at it shows neither who is in it now nor what it is called now', async () => {
    const { text } = await ask(ben.account, { route: 'GET /v1/conversations/*' }, anna.chat.id)
    expect(text).not.toContain(newest.user)
    const { text: receipts } = await ask(
      ben.account,
      { route: 'GET /v1/conversations/*/receipts' },
      anna.chat.id,
    )
    expect(receipts).not.toContain(newest.user)
    await eventually(() => expect(ben.chat.about!.role).toBeUndefined())
    expect(ben.chat.title).toBe('A group')
  })
})
