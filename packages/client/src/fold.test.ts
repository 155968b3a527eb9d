import type { WireEntry } from '@parley/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fold } from './fold.ts'

const base = { n: 1, at: 0, device: 'd', clientId: 'c' }
const message: WireEntry = { ...base, seq: 1, from: 'ann', kind: 'text', text: 'first', mentions: ['bob'] }

function edit(seq: number, text = `edit ${seq}`): WireEntry {
  return { ...base, seq, from: 'ann', kind: 'edit', target: 1, text }
}

function reaction(seq: number, from: string, emoji?: string): WireEntry {
  return { ...base, seq, from, kind: 'reaction', target: 1, ...(emoji !== undefined && { emoji }) }
}

function deletion(seq: number): WireEntry {
  return { ...base, seq, from: 'ann', kind: 'deletion', target: 1 }
}

const amendments = fc
  .array(
    fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({
          from: fc.constantFrom('ann', 'bob'),
          emoji: fc.constantFrom('👍', '🎉', undefined),
        }),
      },
      { weight: 3, arbitrary: fc.constant('edit' as const) },
      { weight: 1, arbitrary: fc.constant('deletion' as const) },
    ),
    { maxLength: 12 },
  )
  .map((all) =>
    all.map((one, index) => {
      const seq = index + 2
      if (one === 'edit') return edit(seq)
      return one === 'deletion' ? deletion(seq) : reaction(seq, one.from, one.emoji)
    }),
  )

test('whatever an entry showed already when it came, it ends up as the log says', () => {
  fc.assert(
    fc.property(amendments, fc.nat(12), fc.nat(12), (all, shown, from) => {
      const end = all.reduce(fold, message)
      // As a server shows it after `shown` of them; then all from some earlier one on are taken, some again.
      const fetched = all.slice(0, shown).reduce(fold, message)
      const again = all.slice(Math.min(from, shown)).reduce(fold, fetched)
      expect(again).toEqual(end)
    }),
    { numRuns: 1_000 },
  )
})

test('an edit replaces what a message says, a later one that, and an earlier one nothing', () => {
  const edited = fold(message, edit(5))
  expect(edited).toMatchObject({ text: 'edit 5', edited: 5, mentions: ['bob'] })
  expect(fold(edited, edit(7)).text).toBe('edit 7')
  expect(fold(edited, edit(3))).toBe(edited)
})

test('an edit makes a long text of a short one and back', () => {
  const { text: _, ...silent } = edit(3)
  const long = fold(message, {
    ...silent,
    preview: 'begin',
    long: { chars: 9_000, bytes: 9_000, sha256: '' },
  })
  expect(long).toMatchObject({ kind: 'long-text', preview: 'begin', long: { chars: 9_000 } })
  expect(long).not.toHaveProperty('text')
  const short = fold(long, edit(4))
  expect(short).toMatchObject({ kind: 'text', text: 'edit 4' })
  expect(short).not.toHaveProperty('long')
})

test('an edit whose text was scrubbed, its message being deleted, says nothing', () => {
  const { text: _, ...scrubbed } = edit(3)
  expect(fold(message, scrubbed)).toBe(message)
})

describe('a deletion', () => {
  const gone = fold(fold(message, reaction(2, 'bob', '👍')), deletion(3))

  test('takes everything that was said, and nothing else', () => {
    expect(gone).toEqual({ ...base, seq: 1, from: 'ann', kind: 'deleted' })
  })

  test('is final', () => {
    expect([edit(4), reaction(5, 'bob', '👍'), deletion(6)].reduce(fold, gone)).toBe(gone)
  })
})

test('a reaction replaces the one before of the same person, and is taken back', () => {
  const two = fold(fold(message, reaction(2, 'bob', '👍')), reaction(3, 'ann', '🎉'))
  expect(two.reactions).toEqual({ bob: '👍', ann: '🎉' })
  const other = fold(two, reaction(4, 'bob', '❤️'))
  expect(other.reactions).toEqual({ bob: '❤️', ann: '🎉' })
  expect(fold(fold(other, reaction(5, 'ann')), reaction(6, 'bob'))).not.toHaveProperty('reactions')
})

test('what is said of a change of the conversation changes nothing', () => {
  const change: WireEntry = { ...base, seq: 1, from: 'ann', kind: 'change', change: { type: 'joined' } }
  expect([edit(2), reaction(3, 'bob', '👍'), deletion(4)].reduce(fold, change)).toBe(change)
})
