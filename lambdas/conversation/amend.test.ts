import type { ConversationId } from '@parley/domain'
import { EDITS_PER_MESSAGE } from '@parley/protocol'
import { describe, expect, it } from 'vitest'
import { type Acting, acting, anotherFunction, newGroupOf } from '../../test/fixtures/acting.ts'
import { newClientId, newSpeaker } from '../../test/fixtures/people.ts'
import { newWorld, type World } from '../../test/fixtures/world.ts'
import { changeConversation } from './change.ts'

const entriesOf = async (world: World, conversation: ConversationId) =>
  (await world.log.from(conversation, 1, 1_000, true)).entries

/** A message of Ada's in a direct conversation, to do something to. */
async function scene() {
  const world = newWorld()
  const { ada, ben, conversation } = await world.newPair()
  const [asAda, asBen] = [acting(world, ada), acting(world, ben)]
  const { seq: target } = await asAda('send', { conversation, text: 'first' })
  const entries = () => entriesOf(world, conversation)
  const message = async () => (await entries())[target - 1]!
  return { world, ada, ben, conversation, asAda, asBen, target, entries, message }
}

/** An attempt that is refused so and changes nothing. */
async function expectRefused(attempt: () => Promise<unknown>, code: string, entries: () => Promise<unknown>) {
  const before = await entries()
  await expect(attempt()).rejects.toMatchObject({ code })
  expect(await entries()).toEqual(before)
}

describe('an edit', () => {
  it('is an entry of its own, and the message keeps what it first said beside what it says now', async () => {
    const { asAda, conversation, target, entries, message } = await scene()
    expect(await asAda('edit', { conversation, target, text: 'second' })).toMatchObject({ seq: 2, n: 1 })
    expect(await asAda('edit', { conversation, target, text: 'third' })).toMatchObject({ seq: 3, n: 1 })
    expect(await message()).toMatchObject({
      body: { kind: 'text', text: 'first' },
      latest: { seq: 3, content: { kind: 'text', text: 'third' } },
      edits: [2, 3],
    })
    expect((await entries())[1]).toMatchObject({ body: { target, content: { text: 'second' } } })
  })

  it('keeps what else the message holds, and all its edits when many come at once', async () => {
    const { asAda, asBen, ben, conversation, entries } = await scene()
    const mentions = [ben.user]
    const { seq } = await asAda('send', { conversation, text: 'hi', reply: 1, mentions, forwarded: true })
    await asBen('react', { conversation, target: seq, emoji: '👍' })
    const texts = Array.from({ length: 20 }, (_, index) => `edit ${index}`)
    await Promise.all(texts.map((text) => asAda('edit', { conversation, target: seq, text })))
    const log = await entries()
    const edits = log.filter(({ body }) => body.kind === 'edit')
    expect(log[seq - 1]).toMatchObject({
      body: { reply: 1, mentions, forwarded: true },
      edits: edits.map((edit) => edit.seq),
      reactions: { [ben.user]: { seq: seq + 1, emoji: '👍' } },
    })
    const last = edits.at(-1)!
    expect(last.body).toMatchObject({ content: log[seq - 1]!.latest!.content })
    expect(log[seq - 1]!.latest!.seq).toBe(last.seq)
  })

  it('is one, however often it is tried', async () => {
    const { asAda, conversation, target, entries } = await scene()
    const clientId = newClientId()
    const edit = (text: string) => asAda('edit', { conversation, target, text, clientId })
    const acks = await Promise.all(Array.from({ length: 10 }, () => edit('second')))
    expect(new Set(acks.map(({ seq }) => seq))).toEqual(new Set([2]))
    await asAda('edit', { conversation, target, text: 'third' })
    expect(await edit('second')).toMatchObject({ seq: 2 })
    await expectRefused(() => edit('other'), 'IDEMPOTENCY_MISMATCH', entries)
  })

  it('is of an own message that is there, in time, and not for ever', async () => {
    const { world, asAda, asBen, conversation, target, entries } = await scene()
    const edit =
      (as: Acting, of = target) =>
      () =>
        as('edit', { conversation, target: of, text: 'other' })
    await expectRefused(edit(asBen), 'FORBIDDEN', entries)
    await expectRefused(edit(asAda, 9), 'NOT_FOUND', entries)
    await asAda('react', { conversation, target, emoji: '👍' })
    await expectRefused(edit(asAda, 2), 'NOT_FOUND', entries)
    await expectRefused(() => asAda('edit', { conversation, target, text: '' }), 'BAD_TEXT', entries)
    const long = 'x'.repeat(9_000)
    await expectRefused(() => asAda('edit', { conversation, target, text: long }), 'TOO_LARGE', entries)
    for (let count = 0; count < EDITS_PER_MESSAGE; count++) await edit(asAda)()
    await expectRefused(edit(asAda), 'TOO_MANY', entries)
    const { seq: last } = await asAda('send', { conversation, text: 'last' })
    world.clock.now += world.rules.editWindow * 1000
    await edit(asAda, last)()
    world.clock.now += 1
    await expectRefused(edit(asAda, last), 'TOO_LATE', entries)
  })
})

describe('a reaction', () => {
  it('is one a person and message, the last', async () => {
    const { ada, ben, asAda, asBen, conversation, target, message } = await scene()
    await asBen('react', { conversation, target, emoji: '👍' })
    await asAda('react', { conversation, target, emoji: '❤️' })
    await asBen('react', { conversation, target, emoji: '🎉' })
    expect((await message()).reactions).toEqual({
      [ben.user]: { seq: 4, emoji: '🎉' },
      [ada.user]: { seq: 3, emoji: '❤️' },
    })
    await asBen('react', { conversation, target })
    expect((await message()).reactions).toEqual({ [ada.user]: { seq: 3, emoji: '❤️' } })
    await asAda('react', { conversation, target })
    expect(await message()).not.toHaveProperty('reactions')
  })

  it('of many at once leaves one of each', async () => {
    const world = newWorld()
    const { conversation, members } = await newGroupOf(world, 30)
    const functions = members.map((member) => acting(anotherFunction(world), member))
    const { seq: target } = await functions[0]!('send', { conversation, text: 'hello' })
    await Promise.all(functions.map((says) => says('react', { conversation, target, emoji: '👍' })))
    const [message] = await world.log.at([{ conversation, seq: target }])
    const reactions = Object.values(message!.reactions ?? {})
    expect(Object.keys(message!.reactions ?? {}).sort()).toEqual(members.map(({ user }) => user).sort())
    expect(reactions.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(
      members.map((_, index) => target + 1 + index),
    )
  })

  it('is for what one hears, and of so many people', async () => {
    const world = newWorld({ groups: { members: 300, small: 300 } })
    const { conversation, owner, members, add, entries } = await newGroupOf(world, 201)
    const { seq: target } = await acting(world, owner)('send', { conversation, text: 'hello' })
    const late = newSpeaker()
    await add(late)
    const react =
      (by: typeof owner, of = target) =>
      () =>
        acting(world, by)('react', { conversation, target: of, emoji: '👍' })
    await expectRefused(react(late), 'NOT_FOUND', entries)
    await expectRefused(react(owner, 1), 'NOT_FOUND', entries)
    for (const member of members.slice(0, 200)) {
      await react(member)()
      world.clock.now += 1_000
    }
    await expectRefused(react(members[200]!), 'TOO_MANY', entries)
    await react(members[0]!)()
    await acting(world, members[1]!)('react', { conversation, target })
    await react(members[200]!)()
  })
})

describe('a message', () => {
  it('answers one that its author may hear, also a deleted one', async () => {
    const { asAda, asBen, conversation, target, entries } = await scene()
    const answer = (reply: number) => () => asBen('send', { conversation, text: 'so it is', reply })
    expect(await answer(target)()).toMatchObject({ seq: 2 })
    await asAda('delete', { conversation, target })
    expect(await answer(target)()).toMatchObject({ seq: 4 })
    await expectRefused(answer(3), 'NOT_FOUND', entries)
    await expectRefused(answer(99), 'NOT_FOUND', entries)
  })

  it('mentions members only, each once', async () => {
    const { asAda, ada, ben, conversation, entries } = await scene()
    const mentions = [ben.user, newSpeaker().user, ben.user, ada.user]
    await asAda('send', { conversation, text: 'you', mentions })
    await asAda('send', { conversation, text: 'nobody', mentions: [newSpeaker().user] })
    const [, you, nobody] = await entries()
    expect(you!.body).toEqual({ kind: 'text', text: 'you', mentions: [ben.user, ada.user] })
    expect(nobody!.body).toEqual({ kind: 'text', text: 'nobody' })
  })
})

describe('messages that disappear', () => {
  it('say when, and so does what is done to them', async () => {
    const { world, asAda, ada, conversation } = await scene()
    const change = { type: 'settings', settings: { disappearAfter: 60 } } as const
    await changeConversation(world, { conversation, by: ada.user, change })
    const expires = world.clock.now + 60_000
    const ack = await asAda('send', { conversation, text: 'soon gone' })
    expect(ack).toMatchObject({ seq: 3, expires })
    world.clock.now += 1_000
    expect(await asAda('edit', { conversation, target: 3, text: 'gone' })).toMatchObject({ expires })
    expect(await asAda('react', { conversation, target: 3, emoji: '👍' })).toMatchObject({ expires })
    expect(await asAda('react', { conversation, target: 1, emoji: '👍' })).not.toHaveProperty('expires')
    world.clock.now = expires
    const late = asAda('react', { conversation, target: 3, emoji: '🎉' })
    await expect(late).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('disappear by what the conversation or the deployment says, whichever is sooner', async () => {
    const world = newWorld({ retention: 30 })
    const { ada, conversation } = await world.newPair()
    const send = () => acting(world, ada)('send', { conversation, text: 'hello' })
    expect(await send()).toMatchObject({ expires: world.clock.now + 30_000 })
    for (const [disappearAfter, seconds] of [
      [10, 10],
      [60, 30],
    ] as const) {
      const change = { type: 'settings', settings: { disappearAfter } } as const
      await changeConversation(world, { conversation, by: ada.user, change })
      expect(await send()).toMatchObject({ expires: world.clock.now + seconds * 1000 })
    }
  })
})
