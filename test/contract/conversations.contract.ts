import { type Conversation, type ConversationId, type Entry, type Member, untouched } from '@parley/domain'
import { describe, expect, it } from 'vitest'
import { knownConversations } from '../../lambdas/conversation/known-conversations.ts'
import type { Conversations, MessageLog } from '../../lambdas/ports.ts'
import { acting, anotherFunction, newGroupOf } from '../fixtures/acting.ts'
import { newEntry, newSpeaker, newUser } from '../fixtures/people.ts'
import { newWorld, type World } from '../fixtures/world.ts'

export type LogAndConversations = { readonly log: MessageLog; readonly conversations: Conversations }

/** What a log and the conversations that its entries change guarantee together. */
export function conversationsContract(open: () => LogAndConversations): void {
  const { log, conversations } = open()
  const newId = () => `gr_${newUser()}` as ConversationId
  const member = (more: Partial<Member> = {}): Member => ({
    user: newUser(),
    role: 'member',
    since: 1,
    spans: [{ after: 0 }],
    ...more,
  })
  const withMembers = (id: ConversationId, members: readonly Member[]): Conversation => ({
    ...untouched(id),
    version: 1,
    members: new Map(members.map((one) => [one.user, one])),
  })
  /** A log that holds one message. */
  const begun = async () => {
    const id = newId()
    const [ada, ben] = [newSpeaker(), newSpeaker()]
    const first = newEntry(id, 1, ada, 'first')
    await log.place(first)
    const next = (seq: number, body?: Entry['body']): Entry => ({
      ...newEntry(id, seq, ada),
      ...(body && { body }),
    })
    const entries = async () => (await log.from(id, 1, 100, true)).entries
    return { id, ada, ben, first, next, entries }
  }

  describe('a conversation', () => {
    it('is not there before it was changed', async () => {
      expect(await conversations.read(newId())).toBeUndefined()
    })

    it('is kept whole, with the entry that changes it', async () => {
      const { id, next } = await begun()
      const conversation: Conversation = {
        ...withMembers(id, [
          member({ role: 'owner' }),
          member({ role: 'admin', since: 12, spans: [{ after: 0, until: 3 }, { after: 11 }] }),
          member({ spans: [{ after: 2, until: 7 }] }),
        ]),
        version: 2,
        title: 'Choir \u{1f600} " : , -',
        description: 'a\nb',
        picture: 'p/1',
        history: 'all',
        disappearAfter: 60,
        pins: [1, 9],
        large: true,
      }
      expect(await log.place(next(2), { conversation })).toBeUndefined()
      expect(await conversations.read(id)).toEqual(conversation)
    })

    it('may have five thousand members, or none', async () => {
      const { id, next } = await begun()
      const spans = [{ after: 0, until: 1_000 }, { after: 123_456 }]
      const many = Array.from({ length: 5_000 }, () => member({ since: 123_456, spans }))
      const large = withMembers(id, many)
      await log.place(next(2), { conversation: large })
      expect(await conversations.read(id)).toEqual(large)
      const empty = withMembers(id, [])
      await log.place(next(3), { conversation: empty })
      expect(await conversations.read(id)).toEqual(empty)
    })

    it('keeps for good what those heard who have left', async () => {
      const { id, next } = await begun()
      const [one, two, three] = [newUser(), newUser(), newUser()]
      await log.place(next(2), { left: [{ user: one, spans: [{ after: 0, until: 2 }] }] })
      const twice = [
        { after: 0, until: 2 },
        { after: 3, until: 5 },
      ]
      const left = [
        { user: one, spans: twice },
        { user: two, spans: [{ after: 1, until: 5 }] },
      ]
      await log.place(next(3), { left })
      expect(await conversations.spansOf(id, [one, two, three])).toEqual(
        new Map([
          [one, twice],
          [two, [{ after: 1, until: 5 }]],
        ]),
      )
      expect(await conversations.spansOf(newId(), [one])).toEqual(new Map())
      expect(await conversations.spansOf(id, [])).toEqual(new Map())
    })
  })

  describe('what goes along with an entry', () => {
    const text = (said: string) => ({ kind: 'text', text: said }) as const
    const long = {
      kind: 'long-text',
      preview: 'long',
      long: { chars: 9_000, bytes: 9_000, sha256: 'a' },
    } as const

    it('keeps what a message first said, what its last edit says, and where its edits are', async () => {
      const { ada, next, entries } = await begun()
      const about = { reply: 1, mentions: [ada.user], forwarded: true }
      const message = next(2, { ...text('first'), ...about })
      await log.place(message)
      const edit = async (seq: number, content: ReturnType<typeof text> | typeof long) =>
        log.place(next(seq, { kind: 'edit', target: 2, content }), {
          amended: [{ seq: 2, edit: seq, content }],
        })
      await edit(3, long)
      expect((await entries())[1]).toEqual({ ...message, latest: { seq: 3, content: long }, edits: [3] })
      await edit(4, text('short'))
      const latest = { seq: 4, content: text('short') }
      expect((await entries())[1]).toEqual({ ...message, latest, edits: [3, 4] })
    })

    it('takes from a message and its edits all that they say and said', async () => {
      const { ben, first, next, entries } = await begun()
      await log.place(next(2, { kind: 'edit', target: 1, content: long }), {
        amended: [{ seq: 1, edit: 2, content: long }],
      })
      await log.place(next(3), { amended: [{ seq: 1, by: 3, user: ben.user, emoji: '👍' }] })
      await log.place(next(4, { kind: 'deletion', target: 1 }), {
        amended: [
          { seq: 1, deleted: true, digest: 'd1' },
          { seq: 2, deleted: true, digest: 'd2' },
        ],
      })
      const [message, edit] = await entries()
      expect(message).toEqual({ ...first, body: { kind: 'deleted' }, edits: [2], digest: 'd1' })
      expect(edit).toMatchObject({ digest: 'd2' })
      expect(edit!.body).toEqual({ kind: 'edit', target: 1, content: { kind: 'deleted' } })
    })

    it('keeps a reaction a person, and none that was taken back', async () => {
      const { ada, ben, first, next, entries } = await begun()
      let seq = 1
      const react = async (user: typeof ada.user, emoji: string | null) => {
        seq++
        await log.place(next(seq), { amended: [{ seq: 1, by: seq, user, emoji }] })
        return (await entries())[0]?.reactions
      }
      expect(await react(ada.user, '👍')).toEqual({ [ada.user]: { seq: 2, emoji: '👍' } })
      expect(await react(ada.user, '❤️')).toEqual({ [ada.user]: { seq: 3, emoji: '❤️' } })
      const both = { [ada.user]: { seq: 3, emoji: '❤️' }, [ben.user]: { seq: 4, emoji: '🎉' } }
      expect(await react(ben.user, '🎉')).toEqual(both)
      const one = { [ben.user]: { seq: 4, emoji: '🎉' } }
      expect(await react(ada.user, null)).toEqual(one)
      expect(await react(ada.user, null)).toEqual(one)
      expect(await react(ben.user, null)).toBeUndefined()
      expect((await entries())[0]).toEqual(first)
    })

    it('is not done when the position is taken, by whichever kind of entry', async () => {
      const { id, ada, next, entries } = await begun()
      const occupant = next(2)
      await log.place(occupant)
      const before = await entries()
      const along = {
        conversation: withMembers(id, [member()]),
        amended: [{ seq: 1, by: 2, user: ada.user, emoji: '👍' }],
        left: [{ user: ada.user, spans: [{ after: 0, until: 2 }] }],
      }
      expect(await log.place(next(2), along)).toEqual(occupant)
      expect(await entries()).toEqual(before)
      expect(await conversations.read(id)).toBeUndefined()
      expect(await conversations.spansOf(id, [ada.user])).toEqual(new Map())
    })

    it('is done for one of many who take a position at once, and the others are shown that one', async () => {
      const { id, ada, next, entries } = await begun()
      const rivals = Array.from({ length: 20 }, (_, index) => ({ entry: next(2), title: `${index}` }))
      const outcomes = await Promise.all(
        rivals.map(({ entry, title }, index) =>
          index % 2
            ? log.place(entry)
            : log.place(entry, {
                conversation: { ...withMembers(id, []), title },
                amended: [{ seq: 1, by: 2, user: ada.user, emoji: title }],
              }),
        ),
      )
      const winner = outcomes.indexOf(undefined)
      const others = outcomes.filter((occupant) => occupant !== undefined)
      expect(others).toEqual(Array(19).fill(rivals[winner]!.entry))
      const expected = winner % 2 ? undefined : rivals[winner]!.title
      expect((await conversations.read(id))?.title).toBe(expected)
      expect((await entries())[0]?.reactions?.[ada.user]?.emoji).toBe(expected)
    })
  })

  describe('a group whose functions each remember what they will', () => {
    const worldOf = (): World => {
      const world = newWorld()
      const known = knownConversations(conversations)
      return { ...world, log, conversations: conversations as World['conversations'], known }
    }

    it('lets somebody land nothing behind its removal', async () => {
      const world = worldOf()
      const { conversation, members, remove, entries } = await newGroupOf(world, 2)
      const [ben] = members as [(typeof members)[0]]
      const workers = Array.from({ length: 10 }, () => acting(anotherFunction(world), ben))
      for (const says of workers) await says('send', { conversation, text: 'warm' })
      const after = (await log.head(conversation)).seq
      const flood = workers.flatMap((says) => [
        says('send', { conversation, text: 'now', after }),
        says('react', { conversation, target: 2, emoji: '👍', after }),
      ])
      const [outcomes] = await Promise.all([Promise.allSettled(flood), remove(ben)])
      const all = await entries()
      const removal = all.find(({ body }) => body.kind === 'change' && body.change.type === 'removed')!
      expect(all.filter(({ from, seq }) => from === ben.user && seq > removal.seq)).toEqual([])
      expect(all.map(({ seq }) => seq)).toEqual(all.map((_, index) => index + 1))
      const acked = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value.seq] : []))
      expect(all.filter(({ seq }) => seq > after && seq !== removal.seq).map(({ seq }) => seq)).toEqual(
        acked.sort((a, b) => a - b),
      )
      const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []))
      expect(refused.every((code) => code === 'FORBIDDEN')).toBe(true)
    })

    it('adds everybody whom several add at once', async () => {
      const world = worldOf()
      const { change, owner } = await newGroupOf(world, 1)
      const news = Array.from({ length: 6 }, () => newUser())
      await Promise.all(
        news.map((user) => change(owner, { type: 'added', users: [user] }, anotherFunction(world))),
      )
      const group = await change(owner, { type: 'settings', settings: { title: 'Band' } })
      expect([...group.members.keys()]).toEqual(expect.arrayContaining(news))
      expect(group.version).toBe(8)
    })
  })
}
