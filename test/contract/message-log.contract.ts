import type { Entry } from '@parley/domain'
import { describe, expect, it } from 'vitest'
import type { MessageLog } from '../../lambdas/ports.ts'
import { newEntry, newPair } from '../fixtures/people.ts'

/** What every MessageLog guarantees. */
export function messageLogContract(open: () => MessageLog): void {
  const log = open()
  const fill = async (count: number, text?: string) => {
    const { ada, ben, conversation } = newPair()
    const entries: Entry[] = []
    for (let seq = 1; seq <= count; seq++) {
      const entry = newEntry(conversation, seq, seq % 2 ? ada : ben, text)
      expect(await log.place(entry)).toBeUndefined()
      entries.push(entry)
    }
    return { log, conversation, ada, ben, entries }
  }

  describe('place', () => {
    it('takes a free position', async () => {
      const { log, conversation, entries } = await fill(1)
      expect(await log.from(conversation, 1, 10, true)).toMatchObject({ entries })
    })

    it('answers a taken one with the entry that stands there, and never overwrites it', async () => {
      const { log, conversation, ben, entries } = await fill(2)
      expect(await log.place(newEntry(conversation, 2, ben, 'other'))).toEqual(entries[1])
      expect(await log.at([{ conversation, seq: 2 }])).toEqual([entries[1]])
    })

    it('gives one position to exactly one of fifty writers, and shows it to the others', async () => {
      const { log, conversation, ada } = await fill(1)
      const rivals = Array.from({ length: 50 }, (_, index) =>
        newEntry(conversation, 2, ada, `rival ${index}`),
      )
      const occupants = await Promise.all(rivals.map((rival) => log.place(rival)))
      const winners = rivals.filter((_, index) => occupants[index] === undefined)
      expect(winners).toHaveLength(1)
      expect(occupants.filter(Boolean)).toEqual(Array(49).fill(winners[0]))
    })

    it('keeps one conversation apart from another', async () => {
      const { log, entries } = await fill(1)
      const other = newPair()
      expect(await log.place(newEntry(other.conversation, 1, other.ada))).toBeUndefined()
      expect(await log.at([entries[0]!])).toEqual(entries)
    })

    it('keeps texts as they were sent: long-text bodies, four-byte characters, NUL, RTL marks', async () => {
      const { log, conversation, ada } = await fill(0)
      const long = { chars: 100_000, bytes: 400_000, sha256: 'a'.repeat(64) }
      const texts = ['\u0000 a\u0000', '\u{1f600}'.repeat(2_000), '\u202eabc\u202c \u05d0', '"\\\n']
      const entries: Entry[] = texts.map((text, index) => newEntry(conversation, index + 1, ada, text))
      entries.push({
        ...newEntry(conversation, texts.length + 1, ada),
        body: { kind: 'long-text', preview: 'the \u{1f600} beginning', long },
      })
      for (const entry of entries) await log.place(entry)
      expect((await log.from(conversation, 1, 10, true)).entries).toEqual(entries)
    })
  })

  it('keeps every kind of entry as it was placed', async () => {
    const { log, conversation, ada, ben } = await fill(0)
    const text = { kind: 'text', text: 'other' } as const
    const long = { chars: 9_000, bytes: 9_000, sha256: 'a'.repeat(64) }
    const bodies: Entry['body'][] = [
      { kind: 'text', text: 'hi', reply: 1, mentions: [ada.user, ben.user], forwarded: true },
      { kind: 'long-text', preview: 'beginning', long, reply: 2 },
      { kind: 'deleted' },
      { kind: 'edit', target: 1, content: text },
      { kind: 'edit', target: 1, content: { kind: 'long-text', preview: 'beginning', long } },
      { kind: 'edit', target: 1, content: { kind: 'deleted' } },
      { kind: 'deletion', target: 3 },
      { kind: 'reaction', target: 1, emoji: '👍' },
      { kind: 'reaction', target: 1, emoji: null },
      { kind: 'change', change: { type: 'added', users: [ada.user] } },
      { kind: 'change', change: { type: 'settings', settings: { title: '', disappearAfter: 0 } } },
    ]
    const entries = bodies.map((body, index): Entry => {
      const head = { n: 1, epoch: index, busy: 1_700_000_000_000, digest: 'd'.repeat(64) }
      return { ...newEntry(conversation, index + 1, ada), ...head, body, expires: 1_800_000_000_000 }
    })
    const reactions = { [ben.user]: { seq: 7, emoji: '👍' }, [ada.user]: { seq: 9, emoji: '❤️' } }
    entries[0] = { ...entries[0]!, latest: { seq: 5, content: text }, edits: [4, 5], reactions }
    const content = { kind: 'long-text', preview: 'beginning', long } as const
    entries[1] = { ...entries[1]!, latest: { seq: 6, content }, edits: [6] }
    for (const entry of entries) await log.place(entry)
    expect((await log.from(conversation, 1, 100, true)).entries).toEqual(entries)
  })

  describe('from', () => {
    it('pages oldest first, without gap or copy, until there is no more', async () => {
      const { log, conversation, entries } = await fill(23)
      const seen: Entry[] = []
      for (let more = true; more; ) {
        const page = await log.from(conversation, (seen.at(-1)?.seq ?? 0) + 1, 5, true)
        expect(page.entries.length).toBeLessThanOrEqual(5)
        seen.push(...page.entries)
        more = page.more
      }
      expect(seen).toEqual(entries)
    })

    it('starts at the position that is asked for, and holds nothing beyond the end', async () => {
      const { log, conversation, entries } = await fill(3)
      expect(await log.from(conversation, 2, 10, true)).toEqual({ entries: entries.slice(1), more: false })
      expect(await log.from(conversation, 4, 10, true)).toEqual({ entries: [], more: false })
    })

    it('holds nothing for a conversation that has no log', async () => {
      const { log } = await fill(0)
      expect(await log.from(newPair().conversation, 1, 10, false)).toEqual({ entries: [], more: false })
    })

    it('knows no position beyond the log when it need not be the latest', async () => {
      const { log, conversation, entries } = await fill(3)
      const { entries: seen } = await log.from(conversation, 1, 10, false)
      expect(seen).toEqual(entries.slice(0, seen.length))
    })

    it('says there is more when a page is cut by its size', async () => {
      const { log, conversation, entries } = await fill(40, 'x'.repeat(40_000))
      const seen: Entry[] = []
      for (let more = true; more; ) {
        const page = await log.from(conversation, seen.length + 1, 1_000, true)
        seen.push(...page.entries)
        more = page.more
      }
      expect(seen.map(({ seq }) => seq)).toEqual(entries.map(({ seq }) => seq))
    })
  })

  describe('below', () => {
    it('pages newest first from the end, or below a position', async () => {
      const { log, conversation, entries } = await fill(7)
      const newest = entries.toReversed()
      expect((await log.below(conversation, undefined, 3)).entries).toEqual(newest.slice(0, 3))
      expect((await log.below(conversation, 5, 3)).entries).toEqual(newest.slice(3, 6))
      expect((await log.below(conversation, 2, 3)).entries).toEqual(entries.slice(0, 1))
      expect(await log.below(conversation, 1, 3)).toEqual({ entries: [], more: false })
    })
  })

  describe('at', () => {
    it('finds entries of several conversations and leaves out those that do not exist', async () => {
      const one = await fill(2)
      const other = newPair().conversation
      const second = newEntry(other, 1, one.ada)
      await one.log.place(second)
      const found = await one.log.at([
        { conversation: one.conversation, seq: 2 },
        { conversation: one.conversation, seq: 3 },
        { conversation: other, seq: 1 },
      ])
      expect(found).toHaveLength(2)
      expect(found).toEqual(expect.arrayContaining([one.entries[1], second]))
    })

    it('takes none, and a hundred', async () => {
      const { log, conversation, entries } = await fill(100)
      expect(await log.at([])).toEqual([])
      const found = await log.at(entries.map(({ seq }) => ({ conversation, seq })))
      expect(found.toSorted((a, b) => a.seq - b.seq)).toEqual(entries)
    })
  })

  describe('head', () => {
    it('is zero for a log that holds nothing, and then its last entry', async () => {
      const { log, conversation, ada } = await fill(0)
      expect(await log.head(conversation)).toEqual({ seq: 0, n: 0, epoch: 0, busy: 0 })
      const head = { seq: 1, n: 0, epoch: 1, busy: 1_700_000_000_000 }
      await log.place({ ...newEntry(conversation, 1, ada), ...head })
      expect(await log.head(conversation)).toEqual(head)
    })
  })

  describe('mayVanish', () => {
    it('changes nothing that can be seen, and brings nothing back that is not there', async () => {
      const { log, conversation, entries } = await fill(2)
      const last = { ...entries[1]!, expires: Date.now() + 3_600_000 }
      await log.mayVanish(last)
      await log.mayVanish({ ...last, seq: 9 })
      await log.mayVanish(entries[0]!)
      expect((await log.from(conversation, 1, 10, true)).entries).toEqual(entries)
    })
  })
}
