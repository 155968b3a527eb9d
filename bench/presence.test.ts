import { expect, test } from 'vitest'
import {
  dayOnline,
  hourInUse,
  hourOfWatching,
  hourOnline,
  type PresenceParts,
  SETTINGS,
  timesAnHour,
} from './presence.ts'
import { NO_USAGE, type Usage } from './usage.ts'

const usage = (parts: Partial<Usage>): Usage => ({ ...NO_USAGE, ...parts })

/** As they were counted once; each with a mark of its own, so that one that is taken for another is seen. */
const parts: PresenceParts = {
  heartbeat: usage({ frames: 2, invocations: 1, readUnits: 1 }),
  write: usage({ writeUnits: 1 }),
  come: {
    unwatched: usage({ writeUnits: 2, readUnits: 1, invocations: 1 }),
    watched: usage({ frames: 1, writeUnits: 3, readUnits: 3, invocations: 1, queueRequests: 1 }),
    more: usage({ frames: 1, readUnits: 1.5 }),
  },
  go: {
    watched: usage({ frames: 1, writeUnits: 1, readUnits: 4, invocations: 2, queueRequests: 2 }),
    more: usage({ frames: 1, readUnits: 1.5 }),
  },
  look: usage({ writeUnits: 1, readUnits: 1, invocations: 1, queueRequests: 3 }),
  watch: {
    list: usage({ frames: 2, writeUnits: 1, readUnits: 1.5, invocations: 1 }),
    person: usage({ writeUnits: 2, readUnits: 2.5 }),
  },
}
const [five, ten, thirty] = SETTINGS as [(typeof SETTINGS)[0], (typeof SETTINGS)[0], (typeof SETTINGS)[0]]

test('the settings that are shown are the default and what a slower heartbeat makes of the others', () => {
  expect(SETTINGS).toEqual([
    { heartbeat: 5, timeout: 30, written: 10 },
    { heartbeat: 10, timeout: 30, written: 10 },
    { heartbeat: 30, timeout: 60, written: 30 },
  ])
})

test('an hour has as many heartbeats, writes and looks as pencil and paper find', () => {
  expect(timesAnHour(five, 1)).toEqual({ heartbeats: 720, writes: 360, looks: 100 })
  expect(timesAnHour(ten, 1)).toEqual({ heartbeats: 360, writes: 360, looks: 100 })
  expect(timesAnHour(thirty, 1)).toMatchObject({ heartbeats: 120, writes: 120 })
  expect(timesAnHour(thirty, 1).looks).toBeCloseTo(47.37, 2)
  // A write waits for the next heartbeat.
  expect(timesAnHour({ heartbeat: 4, timeout: 30, written: 10 }, 1).writes).toBe(300)
})

test('where nobody watches nothing is looked for, and nobody turns offline', () => {
  expect(timesAnHour(five, 0).looks).toBe(0)
  expect(hourInUse(parts, five, 0)).toEqual(
    usage({ frames: 1_440, invocations: 721, writeUnits: 362, readUnits: 721 }),
  )
})

test('an hour of one who is watched', () => {
  expect(hourInUse(parts, five, 1)).toEqual(
    usage({ frames: 1_442, invocations: 823, writeUnits: 472, readUnits: 837, queueRequests: 303 }),
  )
  expect(hourInUse(parts, five, 10)).toMatchObject({ frames: 1_460, writeUnits: 544, readUnits: 954 })
})

test('to hear of others for an hour is to ask for the list four times', () => {
  expect(hourOfWatching(parts)).toMatchObject({ frames: 8, writeUnits: 4, readUnits: 6, invocations: 4 })
})

test('a thousand people who are online all day are as many hours without coming and going', () => {
  const day = dayOnline(parts, five, 1_000)
  expect(day.frames).toBe(34_560_000)
  expect(day.invocations).toBe(24_000 * hourOnline(parts, five, 0).invocations)
})
