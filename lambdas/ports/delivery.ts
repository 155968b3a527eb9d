import type { ConversationId, UserId } from '@parley/domain'

/** Deliveries too large for one function: each part is done on its own. */
export type Parts = {
  send(parts: readonly Part[]): Promise<void>
}

/**
 * Entries `first` to `last` of a large conversation are for the members with ids behind `after` and up to `upTo`;
 * without these from the first id on, and to the last. Ids and not numbers: people who come or go meanwhile move
 * nobody into another part.
 */
export type Part = {
  readonly conversation: ConversationId
  readonly first: number
  readonly last: number
  /** The epoch of the last entry: its members, or later ones, are meant. */
  readonly epoch: number
  readonly after?: UserId
  readonly upTo?: UserId
}

/** What a consumer of the log's stream gave up on, read once more. */
export type GivenUp = {
  /** Records `first` to `last` of a shard, oldest first. Throws if the stream no longer has them (it keeps a day). */
  read(range: StreamRange): Promise<GivenUpRecord[]>
}

export type StreamRange = {
  readonly stream: string
  readonly shard: string
  readonly first: string
  readonly last: string
}

/** Where an entry stands and who wrote it, as far as its record can be understood. */
export type GivenUpRecord = {
  readonly conversation?: ConversationId
  readonly seq?: number
  readonly from?: UserId
}
