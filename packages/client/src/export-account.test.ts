import { Refusal } from '@parley/protocol/errors'
import { expect, test } from 'vitest'
import { fakeWorld, pass, settle } from '../test/harness.ts'
import type { ChatClient, UserId } from './index.ts'

const world = fakeWorld()
const LONG = 'a long text '.repeat(2_000)

async function exported(chat: ChatClient) {
  const pieces: string[] = []
  for await (const piece of chat.exportAccount()) pieces.push(piece)
  return { pieces, document: JSON.parse(pieces.join('')) }
}

test('everything of an account is one document: each conversation whole, oldest first, with its long texts', async () => {
  const { chat } = await world.online('alice')
  const bob = world.backend.person('bob').user as UserId
  await chat.updateProfile({ email: 'a@example.org' })
  await chat.updateSettings({ lastSeen: 'contacts' })
  await chat.addContact(bob, 'Bobby')
  for (let number = 1; number <= 450; number++) world.backend.say('bob', 'alice', `text ${number}`)
  const group = world.backend.group('Book club', 'carol', 'alice', 'bob')
  world.backend.sayIn(group, 'carol', LONG)
  await settle()
  const club = chat.conversation(group)!
  const long = club.messages.find(({ text }) => text === LONG)!
  await club.star(long)
  await settle()

  const { pieces, document } = await exported(chat)
  expect(document).toMatchObject({
    profile: { handle: 'alice', email: 'a@example.org' },
    settings: { lastSeen: 'contacts' },
    contacts: [{ user: bob, name: 'Bobby' }],
    devices: [{ device: 'alice-phone' }],
  })
  expect(document.people.map(({ handle }: { handle: string }) => handle).sort()).toEqual([
    'alice',
    'bob',
    'carol',
  ])
  const [direct, ours] = document.conversations
  expect(direct.entries.map(({ text }: { text: string }) => text)).toEqual(
    Array.from({ length: 450 }, (_, index) => `text ${index + 1}`),
  )
  expect(ours).toMatchObject({
    conversation: group,
    about: { title: 'Book club' },
    marks: [{ seq: 2, starred: true }],
    entries: [{ change: { type: 'created' } }, { kind: 'long-text', text: LONG }],
  })
  // However much there is, a piece is one message at most.
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(LONG.length + 1_000)
})

test('an account that has nothing is a whole document too', async () => {
  const { chat } = await world.online('alice')
  const { document } = await exported(chat)
  expect(document).toMatchObject({ contacts: [], conversations: [], people: [] })
})

test('a conversation that changes meanwhile, or of which something goes, is still written once', async () => {
  world.backend.syncPage = 1
  world.backend.say('bob', 'alice', LONG)
  world.backend.say('carol', 'alice', 'hello')
  const { chat } = await world.online('alice')
  await settle()
  world.backend.refusals.push({ name: 'getText', refusal: new Refusal('NOT_FOUND') })
  let text = ''
  for await (const piece of chat.exportAccount()) {
    text += piece
    if (piece.includes('"seq":1,')) world.backend.say('bob', 'alice', 'one more')
  }
  const { conversations } = JSON.parse(text)
  expect(conversations).toHaveLength(2)
  expect(conversations[0].entries[0]).not.toHaveProperty('text')
})

test('a failure on the way is retried a few times, then thrown; the next export is a new one', async () => {
  world.backend.say('bob', 'alice', 'hello')
  const { chat, network } = await world.online('alice')
  await settle()
  world.backend.refusals.push({ name: 'listEntries', refusal: new Refusal('RATE_LIMITED', undefined, 100) })
  const slow = exported(chat)
  await pass(5_000)
  expect((await slow).document.conversations).toHaveLength(1)
  network.isDown = true
  const failing = exported(chat)
  const thrown = expect(failing).rejects.toMatchObject({ name: 'ParleyError', code: 'UNREACHABLE' })
  await pass(60_000)
  await thrown
  network.isDown = false
  expect((await exported(chat)).document.conversations).toHaveLength(1)
})
