import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import type { ConversationId, DeviceId, UserId } from '@parley/domain'
import type { Inbox, InboxRow, News } from '../ports.ts'
import { batchGet } from './batch-get.ts'
import { INBOX, key, userOf } from './chat-keys.ts'
import { fromItem, type Item, toItem } from './dynamo.ts'
import type { Terms } from './expression.ts'
import {
  afterBlock,
  afterChoice,
  afterEnlisting,
  afterMark,
  afterPeerMark,
  afterUnblock,
  afterUndelivered,
} from './inbox-changes.ts'
import { afterNews, firstOf } from './inbox-news.ts'
import { CHANGED_BY, type ChangedBy, type RowChange, type StoredRow, toRow } from './inbox-row.ts'
import { inboxTable } from './inbox-table.ts'

/** Inbox rows in the Chat table, one item a member and conversation. What changes a row is decided in pure functions beside this. */
export function dynamoInbox(client: DynamoDBClient, table: string): Inbox {
  const { get, write, revise } = inboxTable(client, table)

  return {
    async advance(user, news, now) {
      const { conversation } = news
      const stamp = { by: CHANGED_BY.entry, now }
      const usual = usualChange(news)
      const first = usual && (await write(user, conversation, usual.change, usual.conditions, stamp))
      if (first?.done) return true
      // Who has just come in has no row yet; what is corrected must be seen.
      const start = first?.row ?? (news.joined ? {} : ((await get(user, conversation)) ?? {}))
      const next = (row: StoredRow) => afterNews(row, news).change
      const { seen } = await revise(user, conversation, start, next, stamp)
      return afterNews(seen, news).isHeard
    },

    async mark({ user, device }, conversation, mark, isShown, now) {
      const row = (await get(user, conversation)) ?? {}
      const next = (seen: StoredRow) => afterMark(seen, mark, isShown)
      const { isChanged } = await revise(user, conversation, row, next, {
        by: CHANGED_BY.receipt,
        device,
        now,
      })
      return isChanged
    },

    async peerMark(user, conversation, peer, now) {
      const change = afterPeerMark({}, peer)!
      const isLater = (terms: Terms) => {
        const [delivered, read] = [terms.name('peerDelivered'), terms.name('peerRead')]
        const [newDelivered, newRead] = [terms.value(peer.delivered), terms.value(peer.read)]
        return [
          `(attribute_not_exists(${delivered}) OR ${delivered} < ${newDelivered} OR (${delivered} = ${newDelivered} AND ${read} < ${newRead}))`,
        ]
      }
      await write(user, conversation, change, isLater, { by: CHANGED_BY.peer, now })
    },

    choose: ({ user, device }, conversation, choice, now) =>
      decide(user, conversation, (row) => afterChoice(row, choice, now), device, now),

    block: ({ user, device }, conversation, now) => decide(user, conversation, afterBlock, device, now),

    unblock: ({ user, device }, conversation, seq, now) =>
      decide(user, conversation, (row) => afterUnblock(row, seq), device, now),

    async enlist(user, conversation, title, end, comesIn, now) {
      const next = (row: StoredRow) => afterEnlisting(row, title, end, comesIn, now)
      await revise(user, conversation, {}, next, { by: CHANGED_BY.entry, now })
    },

    async undelivered(user, conversation, seq, now) {
      const next = (row: StoredRow) => afterUndelivered(row, seq)
      await revise(user, conversation, {}, next, { by: CHANGED_BY.entry, now })
    },

    async row(user, conversation) {
      const row = await get(user, conversation)
      return row && toRow(conversation, row)
    },

    async rows(keys) {
      const wanted = new Map(keys.map((each) => [`${each.user} ${each.conversation}`, each]))
      const itemKeys = [...wanted.values()].map(({ user, conversation }) => key.inbox(user, conversation))
      return (await batchGet(client, table, itemKeys, { isConsistent: false })).map(ownedRowOf)
    },

    async changed(user, since, resume, limit) {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :inbox)',
          ExpressionAttributeValues: { ...toItem({ ':inbox': INBOX }), ':pk': key.sockets(user).pk! },
          ConsistentRead: true,
          Limit: limit,
          ...(resume && { ExclusiveStartKey: key.inbox(user, resume) }),
        }),
      )
      const rows = Items.map((item) => fromItem<RowItem>(item)).filter(({ changed }) => changed >= since)
      return {
        rows: rows.map((row) => toRow(conversationOf(row), row)),
        ...(LastEvaluatedKey && { next: conversationOf(fromItem<RowItem>(LastEvaluatedKey)) }),
      }
    },
  }

  /** Something that a person decides about its row: what the row is then. */
  async function decide(
    user: UserId,
    conversation: ConversationId,
    next: (row: StoredRow) => RowChange | undefined,
    device: DeviceId,
    now: number,
  ): Promise<InboxRow> {
    const seen = (await get(user, conversation)) ?? {}
    const { row } = await revise(user, conversation, seen, next, { by: CHANGED_BY.choice, device, now })
    return toRow(conversation, row)
  }
}

/**
 * What news nearly always make of a row, in one write and with no read: they are the latest, whoever wrote them
 * itself has read all before them, and nobody is blocked. Undefined for news of another kind.
 */
function usualChange(news: News): { change: RowChange; conditions: (terms: Terms) => string[] } | undefined {
  const { head, shows, ownFrom, corrects, joined } = news
  if (joined || corrects.length > 0) return undefined
  const before = ownFrom === undefined ? 0 : ownFrom - 1
  const { change } = afterNews({ read: before }, news)
  if (!change) return undefined
  return {
    change,
    conditions: (terms) => [
      terms.isBelow('seq', head.seq),
      terms.is('blockedAfter', undefined),
      terms.isBelow('hiddenTo', firstOf(news)),
      ...(shows ? [terms.isBelow('previewSeq', shows.seq), terms.is('corrected', undefined)] : []),
      ...(ownFrom === undefined ? [] : [terms.isBelow('delivered', head.seq + 1)]),
      ...(before === 0 ? [] : [`${terms.name('read')} >= ${terms.value(before)}`]),
    ],
  }
}

type RowItem = StoredRow & {
  pk: string
  sk: string
  by: ChangedBy
  /** The device whose receipt or choice it was, where `by` is one. */
  device?: DeviceId
  changed: number
}

function conversationOf({ sk }: Pick<RowItem, 'sk'>): ConversationId {
  return sk.slice(INBOX.length) as ConversationId
}

function ownedRowOf(item: Item): InboxRow & { user: UserId } {
  const row = fromItem<RowItem>(item)
  return { user: userOf(row.pk), ...toRow(conversationOf(row), row) }
}

/**
 * An inbox row as the Chat table's stream tells of it: whose, and what changed it last. `device` is the one that a
 * receipt or a choice came from; after any other change it means nothing.
 */
export function rowOfItem(item: Item): InboxRow & { user: UserId; by: ChangedBy; device?: DeviceId } {
  const { by, device } = fromItem<RowItem>(item)
  return { ...ownedRowOf(item), by, ...(device === undefined ? {} : { device }) }
}
