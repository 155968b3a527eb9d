import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { type Pace, paced } from '@parley/domain'
import type { Paces } from '../ports.ts'
import { key } from './chat-keys.ts'
import { conditionFailure, fromItem, settled, toItem } from './dynamo.ts'

/** How long an item outlives what it says, seconds. */
const LINGER_S = 3_600

/**
 * Paces in the Chat table: one item a key, `busy` being until when the pace is used up. Nothing is read before it is
 * written: time is added under the condition that there is room, so callers at the same moment share it exactly.
 */
export function dynamoPaces(client: DynamoDBClient, table: string): Paces {
  const take: Paces['take'] = async (of, pace, count, now) => {
    const fromIdle = paced(pace, now, now, count)
    if ('wait' in fromIdle) return fromIdle
    const idle = await use(of, pace, now, {
      update: 'busy = :next',
      condition: 'attribute_not_exists(busy) OR busy <= :now',
      values: { ':next': fromIdle.busy, ':now': now },
    })
    if (!idle) return undefined

    const next = paced(pace, idle.busy, now, count)
    if ('wait' in next) return next
    const each = 1000 / pace.perSecond
    const used = await use(of, pace, now, {
      update: 'busy = busy + :cost',
      condition: 'busy <= :room',
      values: { ':cost': fromIdle.busy - now, ':room': Math.floor(now + (pace.burst - count) * each) },
    })
    if (!used) return undefined
    const refused = paced(pace, used.busy, now, count)
    // There is room again if the item expired in between.
    return 'wait' in refused ? refused : take(of, pace, count, now)
  }
  return { take }

  /** Uses some of a pace if there is room for it; else until when it is used up. */
  async function use(
    of: string,
    pace: Pace,
    now: number,
    { update, condition, values }: { update: string; condition: string; values: Record<string, number> },
  ): Promise<{ busy: number } | undefined> {
    const expires = Math.ceil(now / 1000 + pace.burst / pace.perSecond) + LINGER_S
    const command = new UpdateItemCommand({
      TableName: table,
      Key: key.pace(of),
      UpdateExpression: `SET ${update}, expires = :expires`,
      ConditionExpression: condition,
      ExpressionAttributeValues: toItem({ ...values, ':expires': expires }),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    })
    try {
      await settled(() => client.send(command))
      return undefined
    } catch (error) {
      const failure = conditionFailure(error)
      if (!failure) throw error
      return failure.item ? fromItem<{ busy: number }>(failure.item) : { busy: 0 }
    }
  }
}
