import { setTimeout as delay } from 'node:timers/promises'

/** The first value of `probe` that is not undefined. Fails after a deadline no healthy run comes near. */
export async function eventually<T>(
  probe: () => T | undefined | Promise<T | undefined>,
  what: string,
): Promise<T> {
  const deadline = Date.now() + 20_000
  for (;;) {
    const value = await probe()
    if (value !== undefined) return value
    if (Date.now() > deadline) throw new Error(`never happened: ${what}`)
    await delay(10)
  }
}
