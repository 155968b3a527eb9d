import { Refusal } from '@parley/protocol/errors'
import { describe, expect, test } from 'vitest'
import { fakeWorld, pass, settle, texts } from '../test/harness.ts'
import type { Conversation } from './index.ts'

const world = fakeWorld()

function userOf(handle: string) {
  return world.backend.person(handle).user as never
}

/** A group of alice's with bob and carol, as alice's device has it. */
async function group(): Promise<{ alice: Awaited<ReturnType<typeof world.online>>; chat: Conversation }> {
  for (const name of ['bob', 'carol']) world.backend.person(name)
  const alice = await world.online('alice')
  const chat = await alice.chat.createGroup({ title: 'Book club', members: ['bob', userOf('carol')] })
  await settle()
  return { alice, chat }
}

test('a group that is made has its members, and they hear of it and of what is said in it', async () => {
  const bob = await world.online('bob')
  const { alice, chat } = await group()
  expect(chat).toMatchObject({ kind: 'group', title: 'Book club', with: undefined, about: { role: 'owner' } })
  expect(chat.about?.members.map(({ user }) => user)).toEqual(['alice', 'bob', 'carol'].map(userOf))
  chat.send('welcome')
  await settle()
  const theirs = bob.chat.conversations()[0]!
  expect(theirs).toMatchObject({ title: 'Book club', unread: 1, about: { role: 'member' } })
  expect(theirs.messages.map(({ kind }) => kind)).toEqual(['change', 'message'])
  theirs.send('thanks')
  await settle()
  expect(texts(chat)).toEqual([undefined, 'welcome', 'thanks'])
  expect(alice.chat.person(userOf('carol'))).toMatchObject({ handle: 'carol', name: 'CAROL' })
})

test('a group whose making was not answered is made once', async () => {
  for (const name of ['bob', 'carol']) world.backend.person(name)
  const alice = await world.online('alice')
  const handle = world.backend.handle.bind(world.backend)
  let lost = 2
  world.backend.handle = (method, url, ...rest) => {
    const reply = handle(method, url, ...rest)
    return url.pathname === '/v1/groups' && lost-- > 0 ? { status: 502, body: {} } : reply
  }
  const made = alice.chat.createGroup({ title: 'Once', members: ['bob'] })
  await pass(10_000)
  expect((await made).title).toBe('Once')
  expect(world.backend.rooms.size).toBe(1)
  expect(alice.chat.conversations()).toHaveLength(1)
})

test('a group that cannot be made says why', async () => {
  const alice = await world.online('alice')
  await expect(alice.chat.createGroup({ title: 'x', members: ['nobody'] })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  world.backend.refusals.push({ name: 'createGroup', refusal: new Refusal('TOO_MANY') })
  await expect(alice.chat.createGroup({ title: 'x', members: [] })).rejects.toMatchObject({
    code: 'TOO_MANY',
  })
})

test('what others change is known after a moment, by one request however much it was', async () => {
  const { chat } = await group()
  const id = chat.id
  const asked = () => world.backend.calls.filter((name) => name === 'getConversation').length
  const before = asked()
  world.backend.change(id, userOf('alice'), { type: 'role', user: userOf('bob'), role: 'admin' })
  for (const title of ['One', 'Two', 'Three']) {
    world.backend.change(id, userOf('bob'), { type: 'settings', settings: { title } })
  }
  await settle()
  expect(chat).toMatchObject({ title: 'Three', about: { title: 'Three' } })
  expect(chat.about?.members.find(({ user }) => user === userOf('bob'))?.role).toBe('admin')
  expect(asked() - before).toBeLessThanOrEqual(2)
})

test('what was changed while a device was away is known when it comes back', async () => {
  const { alice, chat } = await group()
  await alice.chat.close()
  world.backend.change(chat.id, userOf('alice'), { type: 'settings', settings: { title: 'Film club' } })
  world.backend.change(chat.id, userOf('alice'), { type: 'removed', user: userOf('bob') })
  const again = await world.online('alice', { storage: alice.storage })
  expect(again.chat.conversation(chat.id)?.about?.title).toBe('Book club')
  await settle()
  const now = again.chat.conversation(chat.id)!
  expect(now).toMatchObject({ title: 'Film club', about: { title: 'Film club' } })
  expect(now.about?.members).toHaveLength(2)
})

test('one’s own changes are seen at once', async () => {
  const { chat } = await group()
  await chat.update({ title: 'Film club', description: 'Fridays' })
  expect(chat.about).toMatchObject({ title: 'Film club', description: 'Fridays' })
  await chat.setRole(userOf('bob'), 'admin')
  expect(chat.about?.members.find(({ user }) => user === userOf('bob'))?.role).toBe('admin')
  world.backend.person('dave')
  await chat.addMembers([userOf('dave')])
  expect(chat.about?.members).toHaveLength(4)
  await chat.removeMember(userOf('carol'))
  await settle()
  expect(chat.about?.members.map(({ user }) => user)).toEqual(['alice', 'bob', 'dave'].map(userOf))
})

test('an answer that comes late does not undo what was changed after it', async () => {
  const { alice, chat } = await group()
  const { promise, resolve } = Promise.withResolvers<void>()
  alice.network.delays = (_, method) => (method === 'PUT' ? promise : undefined)
  const late = chat.update({ title: 'One' })
  await settle()
  world.backend.change(chat.id, userOf('alice'), { type: 'settings', settings: { title: 'Two' } })
  await settle()
  expect(chat.title).toBe('Two')
  resolve()
  await late
  expect([chat.title, chat.about?.title]).toEqual(['Two', 'Two'])
})

test('a conversation that the server will not show is asked for once', async () => {
  world.backend.person('bob')
  const alice = await world.online('alice')
  for (let time = 0; time < 5; time++) {
    world.backend.refusals.push({ name: 'getConversation', refusal: new Refusal('NOT_FOUND') })
  }
  const chat = await alice.chat.openDirect('bob')
  await pass(60_000)
  expect(world.backend.calls.filter((name) => name === 'getConversation')).toHaveLength(1)
  expect([chat.about, alice.heard.errors]).toEqual([undefined, []])
})

describe('who was removed', () => {
  test('keeps what it heard, hears nothing more, and cannot write', async () => {
    const bob = await world.online('bob')
    const { chat } = await group()
    chat.send('hello')
    await settle()
    await chat.removeMember(userOf('bob'))
    await settle()
    chat.send('he is gone')
    await settle()
    const theirs = bob.chat.conversations()[0]!
    expect(theirs.about).toMatchObject({ role: undefined, version: 3 })
    expect(theirs.about?.members.map(({ user }) => user)).toEqual(['alice', 'carol'].map(userOf))
    expect(texts(theirs)).toEqual([undefined, 'hello', undefined])
    expect(() => theirs.send('but')).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }))
    await pass(120_000)
    expect(texts(theirs)).toEqual([undefined, 'hello', undefined])
    expect(bob.heard.errors).toEqual([])
    const asked = world.backend.calls.filter((name) => name === 'listEntries').length
    bob.network.cut()
    await pass(600_000)
    expect(world.backend.calls.filter((name) => name === 'listEntries').length - asked).toBeLessThan(4)
  })

  test('and is taken in again hears from there on, past what it missed', async () => {
    const bob = await world.online('bob')
    const { chat } = await group()
    await chat.removeMember(userOf('bob'))
    for (let number = 1; number <= 300; number++) world.backend.sayIn(chat.id, 'carol', `secret ${number}`)
    await chat.addMembers([userOf('bob')])
    world.backend.sayIn(chat.id, 'carol', 'hello again')
    await pass(10_000)
    const theirs = bob.chat.conversations()[0]!
    expect(theirs.about?.role).toBe('member')
    expect(texts(theirs)).toEqual([undefined, undefined, undefined, 'hello again'])
    expect(theirs).toMatchObject({ unread: 1, head: { seq: 304 } })
    theirs.send('hi')
    await settle()
    expect(texts(theirs).at(-1)).toBe('hi')
  })
})

test('who is taken in again where newcomers may read all is shown what it was not shown before', async () => {
  const dave = await world.online('dave')
  const { chat } = await group()
  for (let number = 1; number <= 5; number++) world.backend.sayIn(chat.id, 'carol', `open ${number}`)
  await chat.addMembers([userOf('dave')])
  await settle()
  const theirs = dave.chat.conversations()[0]!
  await theirs.history()
  expect([texts(theirs), theirs.more]).toEqual([[undefined], false])
  await chat.removeMember(userOf('dave'))
  await chat.update({ history: 'all' })
  await chat.addMembers([userOf('dave')])
  await pass(5_000)
  while (theirs.more) await theirs.history()
  const said = theirs.messages.filter(({ kind }) => kind === 'message')
  expect(said.map(({ text }) => text)).toEqual(['open 1', 'open 2', 'open 3', 'open 4', 'open 5'])
  expect(new Set(theirs.messages.map(({ seq }) => seq)).size).toBe(theirs.messages.length)
})

test('who comes in where newcomers may read all is told from there on, and reads the rest as history', async () => {
  const dave = await world.online('dave')
  const { chat } = await group()
  await chat.update({ history: 'all' })
  for (let number = 1; number <= 5; number++) world.backend.sayIn(chat.id, 'carol', `open ${number}`)
  await chat.addMembers([userOf('dave')])
  world.backend.sayIn(chat.id, 'carol', 'welcome')
  await pass(5_000)
  expect(dave.heard.texts).toEqual([undefined, 'welcome'])
  const theirs = dave.chat.conversations()[0]!
  expect(theirs).toMatchObject({ unread: 1, more: true })
  await theirs.history()
  expect(texts(theirs).filter((text) => text?.startsWith('open'))).toHaveLength(5)
})

test('who leaves is out, and says so to nobody but the group', async () => {
  const bob = await world.online('bob')
  const { chat } = await group()
  const theirs = bob.chat.conversations()[0]!
  await theirs.leave()
  expect(theirs.about?.role).toBeUndefined()
  expect(() => theirs.send('wait')).toThrow()
  await settle()
  expect(chat.about?.members.map(({ user }) => user)).toEqual(['alice', 'carol'].map(userOf))
})

test('who joins by an invite begins there, without what was said before', async () => {
  const { chat } = await group()
  for (let number = 1; number <= 60; number++) world.backend.sayIn(chat.id, 'bob', `before ${number}`)
  await settle()
  const { code } = await chat.createInvite({ lifetime: 60 })
  expect(await chat.invites()).toMatchObject([{ invite: code, by: userOf('alice') }])
  const dave = await world.online('dave')
  expect(await dave.chat.invite(code)).toMatchObject({ title: 'Book club', members: 3 })
  const joined = await dave.chat.join(code)
  await settle()
  world.backend.sayIn(chat.id, 'bob', 'welcome')
  await settle()
  expect(texts(joined)).toEqual([undefined, 'welcome'])
  expect(joined).toMatchObject({ unread: 1, more: false, about: { role: 'member' } })
  expect(dave.heard.seqs).toEqual([62, 63])
  await joined.history()
  await dave.chat.close()
  const offline = await world.device('dave', { storage: dave.storage })
  offline.network.isDown = true
  const later = offline.chat.conversation(chat.id)!
  expect(await later.history()).toMatchObject({ messages: [{ seq: 62 }, { seq: 63 }], more: false })
  expect(later.more).toBe(false)
  await offline.chat.close()
  await chat.revokeInvite(code)
  const back = await world.device('dave', { storage: dave.storage })
  await expect(back.chat.invite(code)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('a device that was away tells of a group that its account has come into, from there on only', async () => {
  const { chat } = await group()
  const dave = await world.online('dave')
  await dave.chat.close()
  for (let number = 1; number <= 5; number++) world.backend.sayIn(chat.id, 'bob', `before ${number}`)
  await chat.addMembers([userOf('dave')])
  world.backend.sayIn(chat.id, 'bob', 'welcome')
  const again = await world.online('dave', { storage: dave.storage })
  await settle()
  expect(again.heard.texts).toEqual([undefined, 'welcome'])
})

test('mentions that are unread are counted, and end with reading', async () => {
  const { chat } = await group()
  world.backend.sayIn(chat.id, 'bob', 'hi @alice', { mentions: [userOf('alice')] })
  world.backend.sayIn(chat.id, 'bob', 'hi @carol', { mentions: [userOf('carol')] })
  await settle()
  expect(chat).toMatchObject({ unread: 2, unreadMentions: 1 })
  expect(chat.messages.at(-2)?.mentions).toEqual([userOf('alice')])
  chat.markRead()
  await settle()
  expect(chat).toMatchObject({ unread: 0, unreadMentions: 0 })
})
