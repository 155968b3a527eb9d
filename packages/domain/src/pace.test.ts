import fc from 'fast-check'
import { expect, test } from 'vitest'
import { paced } from './pace.ts'

const pace = { perSecond: 10, burst: 5 }

test('so many at once as the burst allows, and then one whenever there is room again', () => {
  let busy = 0
  for (let count = 0; count < 5; count++) {
    const taken = paced(pace, busy, 1_000)
    expect(taken).toHaveProperty('busy')
    busy = 'busy' in taken ? taken.busy : 0
  }
  expect(paced(pace, busy, 1_000)).toEqual({ wait: 100 })
  expect(paced(pace, busy, 1_099)).toEqual({ wait: 1 })
  expect(paced(pace, busy, 1_100)).toHaveProperty('busy')
})

test('several are taken together or not at all', () => {
  expect(paced(pace, 0, 1_000, 5)).toEqual({ busy: 1_500 })
  expect(paced(pace, 1_100, 1_000, 5)).toEqual({ wait: 100 })
})

test('never more than the burst and what the time allows, whenever it is asked; and who waits as told is let through', () => {
  const pauses = fc.array(fc.nat(400), { maxLength: 60 })
  fc.assert(
    fc.property(pauses, (waits) => {
      let now = 1_000_000
      let busy = 0
      let granted = 0
      const start = now
      for (const wait of waits) {
        now += wait
        const taken = paced(pace, busy, now)
        if ('wait' in taken) {
          expect(paced(pace, busy, now + taken.wait)).toHaveProperty('busy')
        } else {
          busy = taken.busy
          granted++
        }
        expect(granted).toBeLessThanOrEqual(pace.burst + ((now - start) / 1000) * pace.perSecond)
      }
    }),
  )
})
