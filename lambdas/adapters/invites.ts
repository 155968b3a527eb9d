import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { ConversationId } from '@parley/domain'
import { INVITES_PER_CONVERSATION } from '@parley/protocol'
import type { Invite, Invites } from '../ports.ts'
import { key } from './chat-keys.ts'
import { conditionally, fromItem } from './dynamo.ts'
import { Terms } from './expression.ts'

/** Hash to invite; `version` grows with every change. */
type StoredInvites = { version?: number; invites?: Record<string, Omit<Invite, 'hash'>> }

/** Invites in the Chat table: those of a conversation are one item, which whoever adds one rids of the expired. */
export function dynamoInvites(client: DynamoDBClient, table: string): Invites {
  return {
    async add(conversation, { hash, ...invite }, now) {
      for (;;) {
        const { version, invites } = await read(conversation)
        const kept = valid(invites, now).filter((each) => each.hash !== hash)
        if (kept.length >= INVITES_PER_CONVERSATION) return false
        const others = kept.map(({ hash: its, ...rest }) => [its, rest])
        if (await replace(conversation, version, { ...Object.fromEntries(others), [hash]: invite }))
          return true
      }
    },

    async list(conversation, now) {
      return valid((await read(conversation)).invites, now)
    },

    async remove(conversation, hash) {
      for (;;) {
        const { version, invites = {} } = await read(conversation)
        if (!Object.hasOwn(invites, hash)) return false
        const { [hash]: _, ...kept } = invites
        if (await replace(conversation, version, kept)) return true
      }
    },
  }

  /** False if somebody else was faster. */
  function replace(
    conversation: ConversationId,
    version: number | undefined,
    invites: StoredInvites['invites'],
  ): Promise<boolean> {
    const terms = new Terms()
    const UpdateExpression = terms.update({ set: { invites, version: (version ?? 0) + 1 } })
    const ConditionExpression = terms.is('version', version)
    return conditionally(() =>
      client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: key.invites(conversation),
          UpdateExpression,
          ConditionExpression,
          ...terms.parameters(),
        }),
      ),
    )
  }

  async function read(conversation: ConversationId): Promise<StoredInvites> {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: key.invites(conversation), ConsistentRead: true }),
    )
    return Item ? fromItem<StoredInvites>(Item) : {}
  }
}

function valid(invites: StoredInvites['invites'] = {}, now: number): Invite[] {
  return Object.entries(invites)
    .map(([hash, invite]) => ({ hash, ...invite }))
    .filter(({ expiresAt }) => expiresAt > now)
}
