import { expect, it } from 'vitest'
import { settleAll } from './parallel.ts'

it('never has more under way than it may, and keeps the order', async () => {
  let underWay = 0
  let most = 0
  const results = await settleAll([5, 1, 4, 1, 3, 2], 3, async (turns) => {
    most = Math.max(most, ++underWay)
    for (let turn = 0; turn < turns; turn++) await Promise.resolve()
    underWay--
    return turns
  })
  expect(most).toBe(3)
  expect(results.map((result) => result.status === 'fulfilled' && result.value)).toEqual([5, 1, 4, 1, 3, 2])
})

it('goes on to the end when some fail, even at once', async () => {
  const done: number[] = []
  const results = await settleAll([1, 2, 3, 4], 2, (item) => {
    if (item % 2 === 1) throw new Error(`${item}`)
    done.push(item)
    return Promise.resolve(item)
  })
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected', 'fulfilled'])
  expect(done).toEqual([2, 4])
})

it('lets one that hangs hold up nobody else', async () => {
  let release = () => {}
  const hanging = new Promise<void>((resolve) => {
    release = resolve
  })
  const done: number[] = []
  const all = settleAll([0, 1, 2, 3, 4], 2, async (item) => {
    if (item === 0) await hanging
    done.push(item)
    if (done.length === 4) release()
  })
  await all
  expect(done).toEqual([1, 2, 3, 4, 0])
})

it('does nothing for nothing', async () => {
  expect(await settleAll([], 10, () => Promise.reject(new Error()))).toEqual([])
})
