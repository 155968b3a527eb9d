import type { Body, Entry, Latest, Reaction, Text, UserId } from '@parley/domain'
import { given } from '../given.ts'
import type { Amendment } from '../ports.ts'
import { fromItem, type Item, toItem } from './dynamo.ts'

/** How long an entry's item stays after the entry has expired, where it may be deleted at all. */
export const LINGERS_MS = 24 * 3_600_000

/** A person's reaction is an attribute of its own, so that one is written without reading the others. */
const REACTION = 'r#'
const SAID = ['text', 'preview', 'long', 'latest', 'reply', 'mentions', 'forwarded', 'media'] as const

/** Everything flat, so that an item stays small. What was deleted keeps its kind and says that it is `deleted`. */
type Stored = Omit<Entry, 'body' | 'latest' | 'reactions' | 'epoch' | 'busy'> & {
  readonly kind: string
  /** Absent in entries of old. */
  readonly epoch?: number
  readonly busy?: number
  readonly deleted?: boolean
  readonly latest?: { readonly seq: number } & Flat<Text>
} & Flat<Exclude<Body, { kind: 'edit' }>> &
  Flat<Text>
type Flat<Union> = { [Name in Exclude<KeysOf<Union>, 'kind'>]?: ValueOf<Union, Name> }
type KeysOf<Union> = Union extends unknown ? keyof Union : never
type ValueOf<Union, Name> = Union extends unknown ? (Name extends keyof Union ? Union[Name] : never) : never

export function entryToItem({ body, latest, reactions = {}, ...entry }: Entry): Item {
  const reacted = Object.entries(reactions).map(([user, reaction]) => [`${REACTION}${user}`, pair(reaction)])
  return toItem({
    ...entry,
    ...flat(body),
    ...(latest && { latest: flatLatest(latest) }),
    ...Object.fromEntries(reacted),
  })
}

/** Throws for a kind that this version does not know. */
export function entryOfItem(item: Item): Entry {
  const stored = fromItem<Stored>(item)
  const { conversation, seq, n, epoch = 0, busy = 0, at, from, device, clientId } = stored
  const { expires, digest, file, edits } = stored
  const latest = latestIn(stored)
  const reactions = reactionsIn(stored)
  return {
    ...{ conversation, seq, n, epoch, busy, at, from, device, clientId },
    body: bodyOf(stored),
    ...(expires !== undefined && { expires }),
    ...(digest !== undefined && { digest }),
    ...(file !== undefined && { file }),
    ...(latest && { latest }),
    ...(edits && { edits }),
    ...(reactions && { reactions }),
  }
}

/** What an update of an earlier entry's item sets and removes, and what it adds to the end of a list. */
export type Update = {
  readonly set: Readonly<Record<string, unknown>>
  readonly remove: readonly string[]
  readonly append?: Readonly<Record<string, unknown>>
}

export function updateFor(amendment: Amendment): Update {
  if ('edit' in amendment) {
    const { edit, content } = amendment
    return { set: { latest: flatLatest({ seq: edit, content }) }, remove: [], append: { edits: edit } }
  }
  if ('deleted' in amendment) {
    const { digest, file } = amendment
    return { set: { deleted: true, digest, ...(file !== undefined && { file }) }, remove: SAID }
  }
  const reaction = `${REACTION}${amendment.user}`
  return amendment.emoji === null
    ? { set: {}, remove: [reaction] }
    : { set: { [reaction]: pair({ seq: amendment.by, emoji: amendment.emoji }) }, remove: [] }
}

function flatLatest({ seq, content: { kind: _, ...said } }: Latest): NonNullable<Stored['latest']> {
  return { seq, ...said }
}

/** Without names: a message may have hundreds of reactions. */
function pair({ seq, emoji }: Reaction): readonly [number, string] {
  return [seq, emoji]
}

function flat(body: Body): Record<string, unknown> {
  if (body.kind === 'reaction') return { ...body, emoji: body.emoji ?? undefined }
  if (body.kind !== 'edit') return body
  const { kind, target, content } = body
  if (content.kind === 'deleted') return { kind, target, deleted: true }
  const { kind: _, ...said } = content
  return { kind, target, ...said }
}

function bodyOf(stored: Stored): Body {
  const { kind, target, change, deleted, emoji = null, reply, mentions, forwarded, media } = stored
  const said = deleted ? ({ kind: 'deleted' } as const) : textIn(stored)
  if ((kind === 'text' || kind === 'long-text') && said) {
    return said.kind === 'deleted' ? said : { ...said, ...given({ reply, mentions, forwarded, media }) }
  }
  if (kind === 'edit' && target !== undefined && said) return { kind, target, content: said }
  if (kind === 'deleted') return { kind }
  if (kind === 'deletion' && target !== undefined) return { kind, target }
  if (kind === 'reaction' && target !== undefined) return { kind, target, emoji }
  if (kind === 'change' && change) return { kind, change }
  throw new Error(`Entry ${stored.conversation}/${stored.seq} has a kind this version does not know.`)
}

function textIn({ text, preview, long }: Flat<Text>): Text | undefined {
  if (text !== undefined) return { kind: 'text', text }
  return long && preview !== undefined ? { kind: 'long-text', preview, long } : undefined
}

function latestIn({ latest }: Stored): Latest | undefined {
  const content = latest && textIn(latest)
  return content && { seq: latest.seq, content }
}

function reactionsIn(stored: Stored): Record<UserId, Reaction> | undefined {
  const reactions = Object.entries(stored).flatMap(([name, value]) => {
    if (!name.startsWith(REACTION)) return []
    const [seq, emoji] = value as ReturnType<typeof pair>
    return [[name.slice(REACTION.length), { seq, emoji }] as const]
  })
  return stored.deleted || reactions.length === 0 ? undefined : Object.fromEntries(reactions)
}
