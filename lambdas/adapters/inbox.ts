import {
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import {
  advance,
  type ConversationId,
  type Entry,
  isAhead,
  type UserId,
  type Watermark,
} from '@parley/domain'
import type { Changed, Inbox, InboxRow, Mark } from '../ports.ts'
import { INBOX, key, userOf } from './chat-keys.ts'
import { conditionFailure, fromItem, type Item, settled, toItem } from './dynamo.ts'

/** What changed a row last: the `announce` function listens for receipts only. */
export const CHANGED_BY = { entry: 'entry', receipt: 'receipt', peer: 'peer' } as const

/** A row as it lies in the table. A receipt may make it before the first entry does. */
export type StoredRow = {
  pk: string
  sk: string
  seq?: number
  n?: number
  at?: number
  from?: UserId
  preview?: string
  delivered?: number
  read?: number
  readN?: number
  peerDelivered?: number
  peerRead?: number
  /** The device that sent the last receipt. */
  device?: string
  changed: number
}

/** Inbox rows in the Chat table, one item a member and conversation. */
export function dynamoInbox(client: DynamoDBClient, table: string): Inbox {
  return {
    async advance(user, entry, preview, ownFrom, now) {
      const { conversation, seq, n } = entry
      const write = headUpdate(entry, preview, now)
      if (ownFrom === undefined) return void (await update(user, conversation, write))
      // Usually one write does both: the entry is the latest, and its author has read all before it.
      const failure = await update(user, conversation, ownUpdate(write, entry, ownFrom))
      if (!failure) return
      await update(user, conversation, write)
      const own = { delivered: seq, read: seq, readN: n }
      const next = (seen: Watermark) => (seen.read >= ownFrom - 1 ? own : undefined)
      await move(user, conversation, failure.row, next, { by: CHANGED_BY.entry, now })
    },

    async mark({ user, device }, conversation, mark, now) {
      const row = await get(user, conversation)
      return move(user, conversation, row, () => mark, { by: CHANGED_BY.receipt, device, now })
    },

    async peerMark(user, conversation, peer, now) {
      await update(user, conversation, {
        set: 'peerDelivered = :delivered, peerRead = :read',
        values: { ':delivered': peer.delivered, ':read': peer.read },
        // Of two pairs neither part of the later one is smaller, so they can be compared part after part.
        condition:
          'attribute_not_exists(peerDelivered) OR peerDelivered < :delivered OR (peerDelivered = :delivered AND peerRead < :read)',
        by: CHANGED_BY.peer,
        now,
      })
    },

    async row(user, conversation) {
      const stored = await get(user, conversation)
      return stored && toRow(stored)
    },

    async changed(user, since, resume, limit): Promise<Changed> {
      const result = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :inbox)',
          ExpressionAttributeValues: { ...toItem({ ':inbox': INBOX }), ':pk': key.sockets(user).pk! },
          ConsistentRead: true,
          Limit: limit,
          ...(resume && { ExclusiveStartKey: key.inbox(user, resume) }),
        }),
      )
      const rows = (result.Items ?? []).map((item) => fromItem<StoredRow>(item))
      const last = result.LastEvaluatedKey && fromItem<StoredRow>(result.LastEvaluatedKey)
      return {
        rows: rows.filter((row) => row.changed >= since).map(toRow),
        ...(last && { next: conversationOf(last) }),
      }
    },
  }

  async function get(user: UserId, conversation: ConversationId): Promise<StoredRow | undefined> {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: key.inbox(user, conversation), ConsistentRead: true }),
    )
    return Item && fromItem<StoredRow>(Item)
  }

  /** Changes a row. If the condition does not hold: the row as it is. */
  async function update(
    user: UserId,
    conversation: ConversationId,
    write: RowWrite,
  ): Promise<{ row: StoredRow | undefined } | undefined> {
    try {
      await settled(() => client.send(command(user, conversation, write)))
      return undefined
    } catch (error) {
      const failure = conditionFailure(error)
      if (!failure) throw error
      return { row: failure.item && fromItem<StoredRow>(failure.item) }
    }
  }

  /** Moves the watermark on from whatever it is, others moving it at the same time. False if there is nothing to move. */
  async function move(
    user: UserId,
    conversation: ConversationId,
    row: StoredRow | undefined,
    next: (seen: Watermark) => Mark | undefined,
    change: Change,
  ): Promise<boolean> {
    const seen = watermarkOf(row)
    const mark = next(seen)
    const moved = advance(seen, mark ?? seen, Number.POSITIVE_INFINITY)
    if (!mark || !isAhead(moved, seen)) return false
    const readN = moved.read > seen.read ? mark.readN : (row?.readN ?? 0)
    const failure = await update(user, conversation, watermarkUpdate(row, { ...moved, readN }, change))
    return failure ? move(user, conversation, failure.row, next, change) : true
  }

  function command(user: UserId, conversation: ConversationId, write: RowWrite): UpdateItemCommand {
    return new UpdateItemCommand({
      TableName: table,
      Key: key.inbox(user, conversation),
      UpdateExpression: `SET ${write.set}, #by = :by, changed = :changed`,
      ConditionExpression: write.condition,
      ExpressionAttributeNames: { '#by': 'by', ...write.names },
      ExpressionAttributeValues: toItem({ ...write.values, ':by': write.by, ':changed': write.now }),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    })
  }
}

/** What changed a row, and when. */
type Change = { by: string; now: number; device?: string }

type RowWrite = Change & {
  set: string
  values: Record<string, unknown>
  names?: Record<string, string>
  condition: string
}

function headUpdate(entry: Entry, preview: string, now: number): RowWrite {
  return {
    set: 'seq = :seq, n = :n, #at = :at, #from = :from, preview = :preview',
    values: { ':seq': entry.seq, ':n': entry.n, ':at': entry.at, ':from': entry.from, ':preview': preview },
    names: { '#at': 'at', '#from': 'from' },
    condition: '(attribute_not_exists(seq) OR seq < :seq)',
    by: CHANGED_BY.entry,
    now,
  }
}

/** One has read what one wrote: if nothing unread stands before it, the watermark moves over it, never back. */
function ownUpdate(write: RowWrite, { seq, n }: Entry, ownFrom: number): RowWrite {
  const before = ownFrom - 1
  const behind = '#read >= :before AND delivered <= :seq'
  return {
    ...write,
    set: `${write.set}, delivered = :seq, #read = :seq, readN = :n`,
    names: { ...write.names, '#read': 'read' },
    values: { ...write.values, ':seq': seq, ':n': n, ':before': before },
    condition: `${write.condition} AND (${before === 0 ? `attribute_not_exists(delivered) OR (${behind})` : behind})`,
  }
}

/** Replaces the watermark if nobody moved it since it was seen. */
function watermarkUpdate(seen: StoredRow | undefined, mark: Mark, change: Change): RowWrite {
  const isFirst = seen?.delivered === undefined
  return {
    ...change,
    set: `delivered = :delivered, #read = :read, readN = :readN${change.device === undefined ? '' : ', device = :device'}`,
    values: {
      ':delivered': mark.delivered,
      ':read': mark.read,
      ':readN': mark.readN,
      ':device': change.device,
      ...(isFirst ? {} : { ':was': seen.delivered, ':wasRead': seen.read }),
    },
    names: { '#read': 'read' },
    condition: isFirst ? 'attribute_not_exists(delivered)' : 'delivered = :was AND #read = :wasRead',
  }
}

function watermarkOf(row: StoredRow | undefined): Watermark {
  return { delivered: row?.delivered ?? 0, read: row?.read ?? 0 }
}

function conversationOf(row: { sk: string }): ConversationId {
  return row.sk.slice(INBOX.length) as ConversationId
}

export function toRow(stored: StoredRow): InboxRow {
  return {
    conversation: conversationOf(stored),
    head: { seq: stored.seq ?? 0, n: stored.n ?? 0 },
    at: stored.at ?? 0,
    ...(stored.from === undefined ? {} : { from: stored.from }),
    ...(stored.preview === undefined ? {} : { preview: stored.preview }),
    mine: watermarkOf(stored),
    readN: stored.readN ?? 0,
    peer: { delivered: stored.peerDelivered ?? 0, read: stored.peerRead ?? 0 },
  }
}

/** A receipt as the Chat table's stream tells of it. */
export type ReceiptRecord = Watermark & {
  readonly user: UserId
  readonly conversation: ConversationId
  /** The device that said so. */
  readonly device: string
}

export function receiptOfItem(item: Item): ReceiptRecord {
  const stored = fromItem<StoredRow>(item)
  if (!stored.sk.startsWith(INBOX) || stored.device === undefined)
    throw new Error('A stream record that is no receipt.')
  return {
    user: userOf(stored.pk),
    conversation: conversationOf(stored),
    device: stored.device,
    ...watermarkOf(stored),
  }
}
