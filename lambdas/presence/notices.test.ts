import type { ConnectionId, ConversationId } from '@parley/domain'
import { TYPING_EVERY_MS } from '@parley/protocol'
import { expect, it } from 'vitest'
import { MEMBERS_ARE_GOOD_MS, typingNotices } from './notices.ts'

const NOW = 1_700_000_000_000
const [one, other] = ['one', 'other'] as ConnectionId[]
const [choir, band] = ['gr_choir', 'gr_band'] as ConversationId[]

it('lets one beginning pass in a while, by socket and conversation', () => {
  const notices = typingNotices()
  const begin = (connection: ConnectionId, conversation: ConversationId, later = 0) =>
    notices.passes(connection, conversation, false, NOW + later)
  expect(begin(one!, choir!)).toBe(true)
  expect(begin(one!, choir!, TYPING_EVERY_MS - 1)).toBe(false)
  expect(begin(one!, band!)).toBe(true)
  expect(begin(other!, choir!)).toBe(true)
  expect(begin(one!, choir!, TYPING_EVERY_MS)).toBe(true)
})

it('lets one end pass for each beginning, and no flood of both', () => {
  const notices = typingNotices()
  const say = (isEnd: boolean, later: number) => notices.passes(one!, choir!, isEnd, NOW + later)
  expect(say(false, 0)).toBe(true)
  expect(say(true, 10)).toBe(true)
  expect(say(true, 20)).toBe(false)
  expect(say(false, 30)).toBe(false)
  expect(say(true, 40)).toBe(false)
  expect(say(false, TYPING_EVERY_MS)).toBe(true)
  expect(say(true, TYPING_EVERY_MS)).toBe(true)
})

it('lets an end pass whose beginning another function told, once in a while', () => {
  const notices = typingNotices()
  const end = (later: number) => notices.passes(one!, choir!, true, NOW + later)
  expect(end(0)).toBe(true)
  expect(end(TYPING_EVERY_MS - 1)).toBe(false)
  expect(end(TYPING_EVERY_MS)).toBe(true)
})

it('looks at the members of each conversation once in a while', () => {
  const notices = typingNotices()
  expect(notices.areMembersOld(choir!, NOW)).toBe(true)
  expect(notices.areMembersOld(choir!, NOW + MEMBERS_ARE_GOOD_MS - 1)).toBe(false)
  expect(notices.areMembersOld(band!, NOW)).toBe(true)
  expect(notices.areMembersOld(choir!, NOW + MEMBERS_ARE_GOOD_MS)).toBe(true)
})
