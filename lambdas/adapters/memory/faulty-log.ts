import type { MessageLog } from '../../ports.ts'

/** What goes wrong with the next calls; each place and read takes one from its list. */
export type LogFaults = {
  /** `lost`: fails before it was done. `unknown`: is done, and then fails. */
  readonly places: ('lost' | 'unknown' | undefined)[]
  /** How many of the newest entries an eventually consistent read does not see yet. */
  readonly stale: number[]
}

export const NETWORK_FAULT = 'The network failed.'

/** A log whose calls fail as told; strongly consistent reads are never stale. */
export function faultyLog(log: MessageLog, faults: LogFaults): MessageLog {
  return {
    ...log,
    async place(entry, along) {
      const fault = faults.places.shift()
      if (fault === 'lost') throw new Error(NETWORK_FAULT)
      const occupant = await log.place(entry, along)
      if (fault === 'unknown') throw new Error(NETWORK_FAULT)
      return occupant
    },
    async from(conversation, seq, limit, consistent) {
      const page = await log.from(conversation, seq, limit, consistent)
      if (consistent) return page
      const unseenFrom = (await log.head(conversation)).seq - (faults.stale.shift() ?? 0) + 1
      const entries = page.entries.filter((entry) => entry.seq < unseenFrom)
      return { entries, more: page.more && entries.length === page.entries.length }
    },
  }
}
