import { isHiddenBy } from '@parley/domain'
import type { News } from '../ports.ts'
import { type Correction, hiddenOf, type RowChange, type StoredRow } from './inbox-row.ts'

/**
 * Past so many positions that need not be read, a row notes no more of them (each would make every further write
 * dearer, and a person who is blocked could go on for ever): unread is then too high until its owner next reads.
 */
export const MOST_SKIPPED = 2_000

type AfterNews = {
  /** Undefined if the row is so already. */
  readonly change: RowChange | undefined
  /** False if some of the news is hidden from the row's owner. */
  readonly isHeard: boolean
}

const GUARDS: RowChange['guards'] = [
  'seq',
  'previewSeq',
  'previewBy',
  'corrected',
  'titled',
  'delivered',
  'read',
  'hiddenTo',
  'blockedAfter',
  'kept',
]

/** What news make of a row: the same whatever comes twice, late or out of order. */
export function afterNews(row: StoredRow, news: News): AfterNews {
  const { own, others, silent = [], mentions, shows, ownFrom = Number.POSITIVE_INFINITY } = news
  const spans = hiddenOf(row)
  const isOwn = (seq: number) => seq >= ownFrom || own.includes(seq)
  const isHidden = (seq: number) => isHiddenBy(spans, { seq, isOwn: isOwn(seq) })
  const hidden = others.filter(isHidden)
  const isLastHidden = isHidden(news.head.seq)
  const isAnyHeard = !isLastHidden || own.length > 0 || hidden.length < others.length

  const seen = isAnyHeard ? seenAfter(row, news) : {}
  const kept = Math.max(...[news.head.seq, ...others, ...silent].filter(isHidden))
  const set = {
    ...(isAnyHeard && {
      ...headAfter(row, news),
      ...seen,
      ...(shows && isHidden(shows.seq) ? {} : previewAfter(row, news)),
    }),
    ...(kept > (row.kept ?? row.blockedAfter ?? Number.POSITIVE_INFINITY) && { kept }),
  }
  const read = seen.read ?? row.read ?? 0
  const isNew = (known: Set<number> | undefined) => (seq: number) => seq > read && !known?.has(seq)
  const add = {
    skip: room(row, [...own, ...hidden].filter(isNew(row.skip))),
    mentions: mentions.filter((seq) => !isHidden(seq)).filter(isNew(row.mentions)),
  }
  const isSame = Object.keys(set).length === 0 && add.skip.length === 0 && add.mentions.length === 0
  return {
    change: isSame ? undefined : { set, add, guards: GUARDS },
    isHeard: hidden.length === 0 && !silent.some(isHidden) && !isLastHidden,
  }
}

/** The first position that the news tell of. */
export function firstOf({ head, own, others, silent = [], ownFrom }: News): number {
  return Math.min(head.seq, ownFrom ?? head.seq, ...own, ...others, ...silent)
}

function headAfter(row: StoredRow, { head, title }: News): Partial<StoredRow> {
  return {
    ...(head.seq > (row.seq ?? 0) && { seq: head.seq, n: head.n }),
    ...(title !== undefined && head.seq > (row.titled ?? 0) && { title, titled: head.seq }),
  }
}

/** Who comes in has read what was before; who wrote on after all that it had read has read that too. */
function seenAfter(row: StoredRow, { head, joined, ownFrom }: News): Partial<StoredRow> {
  const was = row.read ?? 0
  let [read, readN] = [was, row.readN ?? 0]
  if (joined && joined.seq > read) [read, readN] = [joined.seq, joined.n]
  if (ownFrom !== undefined && read >= ownFrom - 1 && read < head.seq) [read, readN] = [head.seq, head.n]
  return read === was ? {} : { read, readN, delivered: Math.max(row.delivered ?? 0, read) }
}

/** The last message by position, as it was last corrected; a correction that comes before its message waits for it. */
function previewAfter(row: StoredRow, { head, shows, corrects }: News): RowChange['set'] {
  const wasSeq = row.previewSeq ?? 0
  const isNewer = shows !== undefined && shows.seq > wasSeq
  const last = isNewer ? shows.seq : wasSeq
  const lastBy = isNewer ? last : (row.previewBy ?? last)

  const known: Correction[] = row.corrected ? [row.corrected] : []
  const fixes = [...known, ...corrects.map((each) => ({ ...each, by: head.seq }))]
  const fix = latest(fixes.filter(({ seq, by }) => seq === last && by > lastBy))
  const early = latest(fixes.filter(({ seq }) => seq > last))
  return {
    ...(isNewer && {
      at: shows.at,
      from: shows.from,
      preview: shows.preview,
      previewMedia: shows.media,
      previewSeq: last,
      previewBy: undefined,
      previewExpires: shows.expires,
    }),
    ...(fix && { preview: fix.preview, previewBy: fix.by, ...(fix.deleted && { previewMedia: undefined }) }),
    ...(!isSameFix(early, row.corrected) && { corrected: early }),
  }
}

function latest(fixes: readonly Correction[]): Correction | undefined {
  return fixes.reduce<Correction | undefined>((best, fix) => {
    if (!best || fix.seq > best.seq) return fix
    return fix.seq === best.seq && fix.by >= best.by ? fix : best
  }, undefined)
}

function isSameFix(a: Correction | undefined, b: Correction | undefined): boolean {
  return a?.seq === b?.seq && a?.by === b?.by
}

function room(row: StoredRow, positions: number[]): number[] {
  return positions.slice(0, Math.max(0, MOST_SKIPPED - (row.skip?.size ?? 0)))
}
