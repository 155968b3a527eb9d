/** Every interval the client keeps, in milliseconds. */
export type Timing = {
  /** A ping asks whether the socket still lives and whether something was missed. Each costs two frames. */
  heartbeatMs: number
  /** How long a frame or a request may stay unanswered. */
  replyMs: number
  /** How long a missing message may still arrive by itself before it is fetched. */
  gapMs: number
  /** How long receipts are collected into one frame. */
  receiptMs: number
  /** Least time between two frames of receipts while more and more is received. */
  receiptEveryMs: number
  /** How long a draft has to rest before it is sent to one's other devices. */
  draftMs: number
  /** Full jitter: a wait is chosen evenly from 0 to min(cap, base × 2^attempt). */
  backoffBaseMs: number
  backoffCapMs: number
  /** A connection that lasted this long starts the backoff anew. */
  stableMs: number
  /** How long the outbox keeps trying. */
  outboxMs: number
  /** How long a piece of a file may be under way without anything moving; where progress is not told, in all. */
  transferMs: number
}

export const DEFAULT_TIMING: Timing = {
  heartbeatMs: 30_000,
  replyMs: 10_000,
  gapMs: 200,
  receiptMs: 200,
  receiptEveryMs: 1_000,
  draftMs: 1_000,
  backoffBaseMs: 500,
  backoffCapMs: 30_000,
  stableMs: 10_000,
  outboxMs: 24 * 3_600_000,
  transferMs: 5 * 60_000,
}
