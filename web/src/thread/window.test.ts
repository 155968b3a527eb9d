import type { HistoryPage, Message } from '@parley/client'
import { describe, expect, test } from 'vitest'
import { around, endOf, roomFor, withChanged, withEnd, withNewer, withOlder } from './window.ts'

const KEPT = 120
const said = (seq: number, text = `message ${seq}`) => ({ seq, text }) as Message
const upTo = (last: number, first = 1) =>
  Array.from({ length: last - first + 1 }, (_, index) => said(first + index))
const page = (first: number, last: number, more = true): HistoryPage => ({
  messages: upTo(last, first),
  first,
  last,
  more,
})
const ends = ({ messages, older, newer }: ReturnType<typeof endOf>) => [
  messages[0]?.seq,
  messages.at(-1)?.seq,
  older,
  newer,
]

describe('the stretch of a conversation in the page', () => {
  test('begins at the end, however much is in memory', () => {
    expect(ends(endOf(upTo(1_000), false, KEPT))).toEqual([1_000 - KEPT / 2 + 1, 1_000, true, false])
    expect(endOf([], false, KEPT)).toMatchObject({ first: 1, last: 0, older: false, newer: false })
  })

  test('never holds more than its bound, and no gap, whichever way one goes', () => {
    let window = endOf(upTo(1_000, 900), true, KEPT)
    while (window.older)
      window = withOlder(
        window,
        page(Math.max(1, window.first - 40), window.first - 1, window.first > 41),
        KEPT,
      )
    expect(ends(window)).toEqual([1, KEPT, false, true])
    while (window.newer) {
      const last = Math.min(1_000, window.last + 40)
      window = withNewer(window, page(window.last + 1, last, last < 1_000), KEPT)
      expect(window.messages.map(({ seq }) => seq)).toEqual(
        upTo(window.last, window.first).map(({ seq }) => seq),
      )
      expect(window.messages.length).toBeLessThanOrEqual(KEPT)
    }
    expect(ends(window)).toEqual([1_000 - KEPT + 1, 1_000, true, false])
  })

  test('is some screens full, however high those are', () => {
    for (const height of [600, 2_160]) expect(roomFor(height) * 36).toBeGreaterThanOrEqual(5 * height)
    expect(roomFor(0)).toBeGreaterThan(0)
  })

  test('can lie around a message far back', () => {
    expect(ends(around(page(60, 99), page(100, 180)))).toEqual([60, 180, true, true])
  })

  test('leaves a page out that does not fit, since one has gone elsewhere meanwhile', () => {
    const window = around(page(60, 99), page(100, 180))
    expect(withOlder(window, page(10, 50), KEPT)).toBe(window)
    expect(withNewer(window, page(300, 310), KEPT)).toBe(window)
  })

  test('takes what comes in at the end only', () => {
    const far = around(page(60, 99), page(100, 180))
    expect(withEnd(far, upTo(500, 400), true, KEPT)).toBe(far)
    const end = endOf(upTo(10), false, KEPT)
    expect(ends(withEnd(end, upTo(12), false, KEPT))).toEqual([1, 12, false, false])
    expect(withEnd(end, upTo(10), true, KEPT)).toBe(end)
  })

  test('lets nothing go that may be looked at when much comes in', () => {
    const end = endOf(upTo(50), false, KEPT)
    expect(ends(withEnd(end, upTo(500), false, KEPT))).toEqual([1, 50, false, true])
    expect(ends(withEnd(end, upTo(500), true, KEPT))).toEqual([500 - KEPT + 1, 500, true, false])
  })

  test('shows a message as it is now, and no more when it is gone', () => {
    const end = endOf(upTo(3), false, KEPT)
    expect(withChanged(end, said(2, 'edited'), false).messages[1]?.text).toBe('edited')
    expect(withChanged(end, said(2), true).messages.map(({ seq }) => seq)).toEqual([1, 3])
    expect(withChanged(end, said(9), false)).toBe(end)
  })
})
