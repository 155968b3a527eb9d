import type { WireChatSettings } from '@parley/protocol'
import { MAX_DRAFT_CHARS } from '@parley/protocol/limits'
import type { Chosen } from './conversation-api.ts'
import type { Choice, ConversationRecord } from './record.ts'

/** The wire knows no infinity: this is for ever. */
const FOR_EVER = Number.MAX_SAFE_INTEGER

/** What this account has chosen, as it will be once the server has all of it. */
export function chosen({ settings, choice = {} }: ConversationRecord, now: number): Chosen {
  const until = choice.mutedUntil === undefined ? settings.mutedUntil : choice.mutedUntil
  return {
    mutedUntil: until == null || until <= now ? undefined : until === FOR_EVER ? Infinity : until,
    archived: choice.archived ?? settings.archived ?? false,
    onTop: choice.pinned ?? settings.pinnedAt !== undefined,
    markedUnread: choice.markedUnread ?? settings.markedUnread ?? false,
    draft: (choice.draft === undefined ? settings.draft : choice.draft) ?? '',
    blocked: settings.blocked ?? false,
  }
}

/** Up to which position the chat has been deleted. */
export function clearedUpTo({ settings, choice }: ConversationRecord): number {
  return Math.max(settings.clearedUpTo ?? 0, choice?.clearedUpTo ?? 0)
}

export function mutedUntil(until: number | null): Choice {
  return { mutedUntil: until === null ? null : Math.min(Math.max(0, Math.ceil(until)), FOR_EVER) }
}

/** A draft is a convenience: of one that is too long the beginning is kept. */
export function drafted(text: string): Choice {
  const kept = text
    .slice(0, MAX_DRAFT_CHARS)
    .toWellFormed()
    .replace(/\ufffd$/, '')
  return { draft: kept === '' ? null : kept }
}

/** A choice on top of those that the server does not have yet: of each kind the last one counts. */
export function withChoice(record: ConversationRecord, choice: Choice): ConversationRecord {
  return { ...record, choice: { ...record.choice, ...choice } }
}

/** The server has kept a choice, or never will (without `settings`); what was chosen since stays. */
export function withKept(
  record: ConversationRecord,
  sent: Choice,
  settings: WireChatSettings = record.settings,
): ConversationRecord {
  const { choice, ...rest } = record
  const left = Object.entries(choice ?? {}).filter(([name, value]) => sent[name as keyof Choice] !== value)
  return {
    ...rest,
    settings: settings.version >= record.settings.version ? settings : record.settings,
    ...(left.length > 0 && { choice: Object.fromEntries(left) as Choice }),
  }
}
