import type { UserId } from './ids.ts'

export type Role = 'owner' | 'admin' | 'member'

/** What members who join later may hear: from their joining on, or all there is. */
export type HistoryRule = 'joined' | 'all'

/** What a conversation can be set to. Absent: unchanged. */
export type ConversationSettings = {
  readonly title?: string
  readonly description?: string
  /** A reference that the app resolves. */
  readonly picture?: string
  readonly history?: HistoryRule
  /** Seconds after which messages written from now on disappear; 0 for never. */
  readonly disappearAfter?: number
}

/** Something about the conversation itself has changed: an entry that every member sees in order. */
export type Change =
  | {
      readonly type: 'created'
      readonly title: string
      readonly description?: string
      readonly picture?: string
      readonly members: readonly UserId[]
      readonly history: HistoryRule
    }
  | { readonly type: 'added'; readonly users: readonly UserId[] }
  /** Whoever wrote the entry came in by an invite link. */
  | { readonly type: 'joined' }
  | { readonly type: 'removed'; readonly user: UserId }
  /** Whoever wrote the entry has left; `owner` is who owns the group from here on, where that was the one who left. */
  | { readonly type: 'left'; readonly owner?: UserId }
  | { readonly type: 'role'; readonly user: UserId; readonly role: Role }
  | { readonly type: 'settings'; readonly settings: ConversationSettings }
  | { readonly type: 'pinned'; readonly target: number }
  | { readonly type: 'unpinned'; readonly target: number }

/** Who comes into the conversation by a change that `by` makes. */
export function arrivals(change: Change, by: UserId): readonly UserId[] {
  if (change.type === 'created') return [by, ...change.members]
  if (change.type === 'added') return change.users
  return change.type === 'joined' ? [by] : []
}

/** Who is out of it by that. */
export function departure(change: Change, by: UserId): UserId | undefined {
  if (change.type === 'removed') return change.user
  return change.type === 'left' ? by : undefined
}
