import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Reassembly } from './reassembly.ts'

const item = (seq: number) => ({ seq })

test('whatever comes twice or out of order leaves once and in order, up to the first gap', () => {
  const batches = fc.array(fc.array(fc.integer({ min: 1, max: 30 })))
  fc.assert(
    fc.property(batches, fc.integer({ min: 1, max: 5 }), (all, limit) => {
      const reassembly = new Reassembly<{ seq: number }>()
      const left: number[] = []
      for (const batch of all) {
        reassembly.hold(batch.map(item), left.length)
        for (
          let run = reassembly.run(left.length, limit);
          run.length > 0;
          run = reassembly.run(left.length, limit)
        ) {
          left.push(...run.map(({ seq }) => seq))
          reassembly.forget(left.length)
        }
      }
      const come = new Set(all.flat())
      const whole = Array.from({ length: 30 }, (_, index) => index + 1)
      const firstGap = whole.find((seq) => !come.has(seq)) ?? 31
      expect(left).toEqual(whole.slice(0, firstGap - 1))
    }),
  )
})

test('a run stays until it is forgotten: what could not be stored comes again', () => {
  const reassembly = new Reassembly<{ seq: number }>()
  reassembly.hold([item(1), item(2)], 0)
  expect(reassembly.run(0, 10)).toEqual(reassembly.run(0, 10))
  expect(reassembly.run(0, 10)).toHaveLength(2)
})

test('a flood from far ahead does not fill the memory', () => {
  const reassembly = new Reassembly<{ seq: number }>()
  reassembly.hold([item(1_000_000)], 0)
  expect(reassembly.run(999_999, 1)).toEqual([])
})
