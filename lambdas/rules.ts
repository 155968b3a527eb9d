import type { GroupLimits, Pace, PresenceTimes } from '@parley/domain'

/** What a deployment has decided; `lib` hands it to every function that needs it, as JSON in one variable. */
export type Rules = {
  readonly groups: GroupLimits
  /** For how long after it was sent a message may be edited, or deleted for everyone by its author; seconds. */
  readonly editWindow: number
  readonly deleteWindow: number
  /** After how many seconds messages disappear everywhere; 0 for never. */
  readonly retention: number
  /** How much may be written to one conversation, by one device, and by one user. */
  readonly paces: {
    readonly conversation: Pace
    readonly device: Pace
    readonly user: Pace
    readonly lookup: Pace
    readonly upload: Pace
  }
  readonly presence: PresenceTimes
  /** The largest file, in bytes. */
  readonly mediaBytes: number
  /** How long a device may take to say that it has received what was posted to it, before it is pushed to; milliseconds. */
  readonly pushAfter: number
}

/** How often the queue brings what fan-out gave up on before its author is told, and it lies for a person. */
export const REPLAYS = 3

/** How often an image is handed to the thumbnail function; the last time it only says that it has given up. */
export const THUMBNAIL_TRIES = 3

export const DEFAULT_RULES: Rules = {
  groups: { members: 100, small: 100 },
  editWindow: 15 * 60,
  deleteWindow: 48 * 3600,
  retention: 0,
  paces: {
    conversation: { perSecond: 50, burst: 200 },
    device: { perSecond: 10, burst: 100 },
    user: { perSecond: 20, burst: 200 },
    lookup: { perSecond: 1, burst: 60 },
    upload: { perSecond: 2, burst: 60 },
  },
  presence: { heartbeat: 5_000, timeout: 30_000, written: 10_000 },
  mediaBytes: 100 * 1024 * 1024,
  pushAfter: 10_000,
}

export function readRules(json: string): Rules {
  return JSON.parse(json) as Rules
}
