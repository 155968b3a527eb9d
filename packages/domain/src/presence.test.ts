import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  beat,
  isOnline,
  lookAt,
  missingLook,
  type PresenceTimes,
  type Seen,
  type Watched,
} from './presence.ts'

const TIMES: PresenceTimes = { heartbeat: 5_000, timeout: 30_000, written: 10_000 }
const NOW = 1_700_000_000_000
const online = (ago: number): Seen => ({ seen: NOW - ago, isOnline: true })
const offline = (ago: number): Seen => ({ seen: NOW - ago, isOnline: false })

describe('a heartbeat', () => {
  it.each([
    ['brings one online who was never seen', undefined, 'turn'],
    ['changes nothing while what is written is young', online(9_999), 'nothing'],
    ['moves what is written when it is old', online(10_000), 'beat'],
    ['is no turn as long as nobody can have been told of one', online(40_999), 'beat'],
    ['is a turn once one has gone, though nobody looked', online(41_000), 'turn'],
    ['is a turn for whom a look found gone', offline(50_000), 'turn'],
    ['is later than all that was told before', offline(0), 'nothing'],
    ['takes nothing back that a clock ahead has written', online(-800), 'nothing'],
  ] as const)('%s', (_name, before, does) => {
    expect(beat(before, NOW, TIMES)).toBe(does)
  })
})

describe('a look', () => {
  const watched = NOW + 60_000

  it('is missing for who is online and watched, when none is under way', () => {
    const missing = (state: Watched) => missingLook(state, NOW, TIMES)
    expect(missing({ seen: online(2_000), watched })).toBe(NOW + 39_000)
    expect(missing({ seen: online(2_000), watched, look: NOW - 4_999 })).toBeUndefined()
    expect(missing({ seen: online(2_000), watched, look: NOW - 5_000 })).toBe(NOW + 39_000)
    expect(missing({ seen: online(2_000), watched: NOW })).toBeUndefined()
    expect(missing({ seen: online(2_000) })).toBeUndefined()
    expect(missing({ seen: offline(2_000), watched })).toBeUndefined()
    expect(missing({ seen: online(41_000), watched })).toBeUndefined()
    expect(missing({ watched })).toBeUndefined()
  })

  it('finds what there is, once', () => {
    const look = NOW - 300
    const find = (state: Watched, due = look) => lookAt(state, due, NOW, TIMES)
    expect(find({ seen: online(41_000), watched, look })).toEqual({ found: 'gone' })
    expect(find({ seen: online(40_999), watched, look })).toEqual({ found: 'online', next: NOW + 1 })
    expect(find({ seen: online(41_000), watched: NOW, look })).toEqual({ found: 'unwatched' })
    expect(find({ seen: offline(41_000), watched, look })).toEqual({ found: 'unwatched' })
    expect(find({ watched, look })).toEqual({ found: 'unwatched' })
    expect(find({ seen: online(41_000), watched, look: look + 1 })).toEqual({ found: 'done' })
    expect(find({ seen: online(41_000), watched })).toEqual({ found: 'done' })
  })

  it('is never due again at the same time, however early it came', () => {
    const look = NOW + 39_000
    expect(lookAt({ seen: online(2_000), watched, look }, look, NOW, TIMES)).toEqual({
      found: 'online',
      next: look + 1,
    })
  })
})

const clock = fc.nat(999)
/** Heartbeats, each so long after the one before, by one of two clocks. */
const heartbeats = fc.array(fc.record({ after: fc.integer({ min: 1, max: 60_000 }), by: fc.nat(1) }), {
  minLength: 1,
  maxLength: 40,
})

it('nobody is offline who came back within the timeout, and who did not is, soon after, by whatever clock', () => {
  fc.assert(
    fc.property(fc.tuple(clock, clock), clock, heartbeats, (ahead, watching, beats) => {
      let seen: Seen | undefined
      let real = NOW
      for (const { after, by } of beats) {
        if (seen) checkSilence(seen, real + watching, after)
        real += after
        seen = afterBeat(seen, real + ahead[by]!)
      }
    }),
  )
})

/** What is shown, by this clock, for so long after a heartbeat. */
function checkSilence(seen: Seen, beaten: number, length: number): void {
  for (let silence = 0; silence < length; silence += 250) {
    const isShown = isOnline(seen, beaten + silence, TIMES)
    if (silence < TIMES.timeout) expect(isShown).toBe(true)
    if (silence >= TIMES.timeout + TIMES.written + 3_000) expect(isShown).toBe(false)
  }
}

function afterBeat(before: Seen | undefined, now: number): Seen {
  const does = beat(before, now, TIMES)
  if (does === 'nothing') return before!
  if (before) expect(now).toBeGreaterThan(before.seen)
  if (does === 'beat') expect(now - before!.seen).toBeGreaterThanOrEqual(TIMES.written)
  return { seen: now, isOnline: true }
}

it('there is one look at a time, and in the end it says that one has gone, whatever comes twice and late', () => {
  fc.assert(
    fc.property(heartbeats, fc.infiniteStream(fc.nat(2_000)), (beats, lateness) => {
      const one = new Looking(lateness)
      for (const { after } of beats) {
        one.pass(after)
        one.beat()
        expect(one.underWay).toBe(1)
      }
      one.pass(60_000)
      expect(one).toMatchObject({ underWay: 0, coming: [], state: { seen: { isOnline: false } } })
    }),
  )
})

/** Somebody who is watched all the time, and looks at it, each of which comes twice. */
class Looking {
  state: Watched = { watched: NOW + 36_000_000 }
  underWay = 0
  coming: { due: number; at: number }[] = []
  #now = NOW
  readonly #sent = new Set<number>()
  readonly #lateness: fc.Stream<number>

  constructor(lateness: fc.Stream<number>) {
    this.#lateness = lateness
  }

  beat() {
    if (beat(this.state.seen, this.#now, TIMES) !== 'nothing')
      this.state = { ...this.state, seen: { seen: this.#now, isOnline: true } }
    const missing = missingLook(this.state, this.#now, TIMES)
    if (missing !== undefined) this.#send(missing)
  }

  pass(time: number) {
    const until = this.#now + time
    for (;;) {
      const [next] = this.coming.sort((a, b) => a.at - b.at)
      if (!next || next.at > until) break
      this.coming.shift()
      this.#look(next)
    }
    this.#now = until
  }

  #send(due: number) {
    expect(this.#sent).not.toContain(due)
    this.#sent.add(due)
    this.underWay++
    this.state = { ...this.state, look: due }
    for (const late of [...this.#lateness.take(2)]) this.coming.push({ due, at: due + late })
  }

  #look({ due, at }: { due: number; at: number }) {
    const looked = lookAt(this.state, due, at, TIMES)
    if (looked.found === 'done') return
    this.underWay--
    const { look: _, ...rest } = this.state
    if (looked.found === 'gone') this.state = { ...rest, seen: { ...rest.seen!, isOnline: false } }
    if (looked.found === 'online') this.#send(looked.next)
  }
}
