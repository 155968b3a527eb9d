import { type Body, type Conversation, type Entry, type UserId, withChange } from '@parley/domain'
import { describe, expect, it } from 'vitest'
import { newEntry, newPair, newSpeaker } from '../../test/fixtures/people.ts'
import { newsFor, ownFrom } from './news.ts'

const { ada, ben, conversation } = newPair()
const cleo = newSpeaker()
const LIMITS = { members: 10, small: 10 }
const state: Conversation = withChange(
  undefined,
  {
    id: conversation,
    seq: 1,
    by: ada.user,
    change: { type: 'created', title: 'Climbers', members: [ben.user], history: 'joined' },
  },
  LIMITS,
)

/** Entries from a position on, everything countable counted. */
function log(first: number, ...said: [by: typeof ada, body: Body | string][]): Entry[] {
  let n = first - 1
  return said.map(([by, body], index) => {
    const entry = newEntry(conversation, first + index, by, typeof body === 'string' ? body : undefined)
    const isCounted = typeof body === 'string' || body.kind === 'text'
    if (isCounted) n++
    return { ...entry, n, ...(typeof body === 'string' ? {} : { body }) }
  })
}
const change = (what: Extract<Body, { kind: 'change' }>['change']): Body => ({ kind: 'change', change: what })
const newsOf = (user: UserId, entries: Entry[]) => newsFor(user, entries, state)

describe('news', () => {
  it('come from the end of what was heard, and count one’s own and others’ messages apart', () => {
    const entries = log(5, [ada, 'one'], [ben, 'two'], [ada, { kind: 'reaction', target: 2, emoji: '🎈' }])
    expect(newsOf(ben.user, entries)).toMatchObject({ head: { seq: 7, n: 6 }, own: [6], others: [5] })
    expect(newsOf(ada.user, entries)).toMatchObject({ own: [5], others: [6], ownFrom: 7 })
    expect(newsOf(ben.user, entries)).not.toHaveProperty('ownFrom')
  })

  it('show the last message, and neither a reaction nor an edit nor what changes for others', () => {
    const entries = log(
      5,
      [ada, 'the last word'],
      [ben, { kind: 'reaction', target: 5, emoji: '🎈' }],
      [ada, { kind: 'edit', target: 2, content: { kind: 'text', text: 'else' } }],
      [ada, change({ type: 'added', users: [cleo.user] })],
      [ada, change({ type: 'pinned', target: 5 })],
    )
    expect(newsOf(ben.user, entries).shows).toEqual({
      seq: 5,
      at: entries[0]!.at,
      from: ada.user,
      preview: 'the last word',
    })
    expect(newsOf(ben.user, entries.slice(1))).not.toHaveProperty('shows')
    expect(newsOf(ben.user, entries)).toMatchObject({ head: { seq: 9 } })
  })

  it.each([
    [
      'created with one',
      ada,
      change({ type: 'created', title: 'x', members: [ben.user], history: 'joined' }),
    ],
    ['added', ada, change({ type: 'added', users: [ben.user] })],
    ['joined', ben, change({ type: 'joined' })],
  ])('of who was %s say so, give the title, and make nothing before it unread', (_, by, body) => {
    const news = newsOf(ben.user, log(5, [by, body], [ada, 'welcome']))
    expect(news).toMatchObject({ joined: { seq: 5, n: 4 }, title: 'Climbers', shows: { seq: 6 } })
    expect(newsOf(ben.user, log(5, [by, body])).shows).toMatchObject({ seq: 5, preview: '' })
  })

  it('of another’s arrival are neither an arrival of one’s own nor a line in the list', () => {
    const news = newsOf(ben.user, log(5, [ada, change({ type: 'added', users: [cleo.user] })]))
    for (const name of ['joined', 'title', 'shows']) expect(news).not.toHaveProperty(name)
  })

  it('show that one was removed, or has left', () => {
    const removal = log(5, [ada, change({ type: 'removed', user: ben.user })])
    expect(newsOf(ben.user, removal).shows).toMatchObject({ seq: 5, from: ada.user, preview: '' })
    expect(newsOf(ada.user, removal)).not.toHaveProperty('shows')
    expect(newsOf(ben.user, log(5, [ben, change({ type: 'left' })])).shows).toMatchObject({ seq: 5 })
  })

  it('bring a new title, and none that did not change', () => {
    const titled = log(5, [ada, change({ type: 'settings', settings: { title: 'Climbers' } })])
    expect(newsOf(ben.user, titled).title).toBe('Climbers')
    const described = log(5, [ada, change({ type: 'settings', settings: { description: 'of rocks' } })])
    expect(newsOf(ben.user, described)).not.toHaveProperty('title')
  })

  it('correct what the row may show: the last word about each message', () => {
    const entries = log(
      5,
      [ada, { kind: 'edit', target: 3, content: { kind: 'text', text: 'once' } }],
      [ada, { kind: 'edit', target: 3, content: { kind: 'text', text: 'twice' } }],
      [ada, { kind: 'edit', target: 4, content: { kind: 'text', text: 'gone' } }],
      [ada, { kind: 'deletion', target: 4 }],
    )
    expect(newsOf(ben.user, entries).corrects).toEqual([
      { seq: 3, preview: 'twice' },
      { seq: 4, preview: '', deleted: true },
    ])
  })

  it('show a message of the same batch as it was corrected', () => {
    const entries = log(5, [ada, 'a secret'], [ada, { kind: 'deletion', target: 5 }])
    expect(newsOf(ben.user, entries).shows).toMatchObject({ seq: 5, preview: '' })
  })

  it('mention those whom somebody else mentions in a message', () => {
    const body: Body = { kind: 'text', text: '@', mentions: [ben.user, ada.user] }
    const entries = log(5, [ada, body], [ada, { kind: 'deleted' }])
    expect(newsOf(ben.user, entries).mentions).toEqual([5])
    expect(newsOf(ada.user, entries).mentions).toEqual([])
    expect(newsOf(cleo.user, entries).mentions).toEqual([])
  })

  it('say when what they show expires', () => {
    const [entry] = log(5, [ada, 'soon gone'])
    expect(newsOf(ben.user, [{ ...entry!, expires: 99 }]).shows).toMatchObject({ expires: 99 })
  })
})

describe('ownFrom', () => {
  const { user } = newSpeaker()
  const batch = (...entries: [seq: number, isOwn: boolean][]) =>
    entries.map(([seq, isOwn]) => newEntry(conversation, seq, isOwn ? newSpeaker(user) : newSpeaker()))

  it.each([
    ['where the run at the end begins', batch([4, false], [5, true], [6, true]), 5],
    ['the first entry, if all are one’s own', batch([4, true], [5, true]), 4],
    ['nothing, if another wrote the last', batch([4, true], [5, false]), undefined],
    ['only what has no hole', batch([4, true], [6, true]), 6],
    ['nothing for an empty batch', [], undefined],
  ])('is %s', (_, entries, expected) => {
    expect(ownFrom(user, entries)).toBe(expected)
  })
})
