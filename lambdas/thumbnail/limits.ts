/** What the thumbnail function takes on; what is beyond is given up with a reason, and the message stands without. */
export const LIMITS = {
  /** Bytes of the file. */
  bytes: 50 * 1024 * 1024,
  /** Pixels of one picture, and of all frames of an animation together. */
  pixels: 64_000_000,
  /** Frames of an animation. */
  frames: 300,
  /** Seconds that making one picture may take. */
  seconds: 10,
} as const

/** Pixels of the longer side. */
export const SIDES = { thumbnail: 480, blur: 16, display: 2_048 } as const

export type Reason =
  | 'too-large'
  | 'too-many-pixels'
  | 'too-many-frames'
  | 'too-slow'
  | 'unreadable'
  | 'failed'

/** Nothing can be made of this file, now or later. */
export class GivenUp extends Error {
  override readonly name = 'GivenUp'
  readonly reason: Reason

  constructor(reason: Reason) {
    super(reason)
    this.reason = reason
  }
}
