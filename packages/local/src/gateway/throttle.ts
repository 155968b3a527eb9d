/** API Gateway's requests per second and burst of an account in a region, `@connections` included. */
const ACCOUNT_RATE = 10_000
const ACCOUNT_BURST = 5_000

/** Takes one request out of the bucket; `false` when it is empty. */
export type Throttle = () => boolean

/** A token bucket, refilled continuously. */
export function tokenBucket(rate = ACCOUNT_RATE, burst = ACCOUNT_BURST, now = Date.now): Throttle {
  let tokens = burst
  let filledAt = now()
  return () => {
    const at = now()
    tokens = Math.min(burst, tokens + ((at - filledAt) / 1000) * rate)
    filledAt = at
    if (tokens < 1) return false
    tokens -= 1
    return true
  }
}
