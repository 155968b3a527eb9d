/**
 * How far one member has come in one conversation. Both positions only move forward (the receiving
 * device alone says them), and what is read has been delivered.
 */
export type Watermark = { readonly delivered: number; readonly read: number }

export const NOTHING_SEEN: Watermark = { delivered: 0, read: 0 }

export type Receipt = { readonly delivered?: number | undefined; readonly read?: number | undefined }

/** The watermark after a receipt. Regressing or missing positions change nothing; beyond the head is cut to it. */
export function advance(now: Watermark, receipt: Receipt, headSeq: number): Watermark {
  const read = Math.max(now.read, Math.min(receipt.read ?? 0, headSeq))
  const delivered = Math.max(now.delivered, read, Math.min(receipt.delivered ?? 0, headSeq))
  return { delivered, read }
}

export function isAhead(next: Watermark, now: Watermark): boolean {
  return next.delivered > now.delivered || next.read > now.read
}

/** Where somebody stands in a log for counting: how far it has read, and what behind that it need not read. */
export type ReadPosition = {
  readonly read: number
  /** Countable messages up to `read`. */
  readonly readN: number
  /** Countable positions behind `read` that are not to be read: one's own, and those hidden from one. */
  readonly skip: readonly number[]
}

/** Unread messages, exactly: countable ones up to the head, less those up to the read position and those to be skipped. */
export function unread(head: { readonly seq: number; readonly n: number }, position: ReadPosition): number {
  if (position.read >= head.seq) return 0
  const skipped = position.skip.filter((seq) => seq > position.read && seq <= head.seq).length
  return Math.max(0, head.n - position.readN - skipped)
}
