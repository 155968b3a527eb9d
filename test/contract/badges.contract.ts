import type { UserId } from '@parley/domain'
import { expect, it } from 'vitest'
import type { Badges, Inbox } from '../../lambdas/ports.ts'
import { newPair, newSpeaker, newUser } from '../fixtures/people.ts'

const NOW = 1_700_000_000_000
const TITLE = 'x'.repeat(2_000)

/** What every Badges guarantees; `inbox` has the rows that it counts over. */
export function badgesContract(open: () => { badges: Badges; inbox: Inbox }): void {
  const { badges, inbox } = open()
  const nowhere = newPair().conversation
  const none = { seq: 0, n: 0 }

  /** A conversation that has come to `seq`, every position countable; `own` are this person's. */
  const arrives = async (user: UserId, seq: number, own: number[] = [], title?: string) => {
    const { conversation } = newPair()
    const all = Array.from({ length: seq }, (_, index) => index + 1)
    const others = all.filter((each) => !own.includes(each))
    const news = { conversation, head: { seq, n: seq }, corrects: [], own, others, mentions: [] }
    await inbox.advance(user, { ...news, ...(title && { title, joined: none }) }, NOW)
    return conversation
  }

  it('counts what is unread in all conversations, less what is one’s own or has been read', async () => {
    const speaker = newSpeaker()
    await arrives(speaker.user, 4)
    await arrives(speaker.user, 3, [2])
    const read = await arrives(speaker.user, 5)
    await inbox.mark(speaker, read, { delivered: 5, read: 4, readN: 4 }, true, NOW)
    expect(await badges.of(speaker.user, nowhere, none)).toBe(4 + 2 + 1)
    expect(await badges.of(newUser(), nowhere, none)).toBe(0)
  })

  it('knows of one conversation how far it has come, though its row may not', async () => {
    const user = newUser()
    const conversation = await arrives(user, 4)
    await arrives(user, 2)
    expect(await badges.of(user, conversation, { seq: 7, n: 6 })).toBe(6 + 2)
    expect(await badges.of(user, conversation, { seq: 3, n: 3 })).toBe(4 + 2)
  })

  it('counts over more rows than one page of a table holds', async () => {
    const user = newUser()
    await Promise.all(Array.from({ length: 600 }, () => arrives(user, 1, [], TITLE)))
    expect(await badges.of(user, nowhere, none)).toBe(600)
  })
}
