import { expect, test } from 'vitest'
import { Runner } from './runner.ts'

/** A run ends when it is told to. */
class Told extends Runner {
  readonly ends: (() => void)[] = []

  protected run(): Promise<void> {
    return new Promise((resolve) => this.ends.push(resolve))
  }

  async end(): Promise<void> {
    this.ends.at(-1)?.()
    await new Promise(setImmediate)
  }
}

test('one run at a time: however many pokes come during a run, one more follows it', async () => {
  const runner = new Told()
  for (let poke = 0; poke < 3; poke++) runner.poke()
  expect(runner.ends).toHaveLength(1)
  await runner.end()
  expect(runner.ends).toHaveLength(2)
  await runner.end()
  expect(runner.ends).toHaveLength(2)
  runner.poke()
  expect(runner.ends).toHaveLength(3)
})

test('once it is stopped, no run begins: not by a poke, nor for one that came before', async () => {
  const runner = new Told()
  runner.poke()
  runner.poke()
  runner.stop()
  await runner.end()
  runner.poke()
  await runner.end()
  expect(runner.ends).toHaveLength(1)
})
