import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { PushEndpoints } from '../ports.ts'
import { key } from './chat-keys.ts'
import { conditionally, conditionFailure, fromItem, settled, toItem } from './dynamo.ts'

/** Longer than a queue keeps a message: what comes twice is known for that long. */
const KEPT_S = 15 * 24 * 3600

/** How far a device has been pushed to in a conversation; until when somebody is at it, or that it is done. */
type StoredTake = { seq: number; until?: number }

/** Which pushes were made: an item a device and conversation, which only ever moves forward. */
export function dynamoPushTakes(client: DynamoDBClient, table: string): Pick<PushEndpoints, 'take' | 'done'> {
  return {
    async take({ user, device }, conversation, seq, now, leaseMs) {
      try {
        await settled(() =>
          client.send(
            new UpdateItemCommand({
              TableName: table,
              Key: key.pushed(user, device, conversation),
              UpdateExpression: 'SET seq = :seq, #until = :until, expires = :expires',
              ConditionExpression:
                'attribute_not_exists(seq) OR seq < :seq OR (seq = :seq AND #until <= :now)',
              ExpressionAttributeNames: { '#until': 'until' },
              ExpressionAttributeValues: toItem({
                ':seq': seq,
                ':until': now + leaseMs,
                ':now': now,
                ':expires': Math.floor(now / 1000) + KEPT_S,
              }),
              ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            }),
          ),
        )
        return 'taken'
      } catch (error) {
        const failure = conditionFailure(error)
        if (!failure) throw error
        const held = failure.item && fromItem<StoredTake>(failure.item)
        return held?.seq === seq && held.until !== undefined ? 'busy' : 'done'
      }
    },

    async done({ user, device }, conversation, seq) {
      // One that is behind has taken it further, and says so itself.
      await conditionally(() =>
        client.send(
          new UpdateItemCommand({
            TableName: table,
            Key: key.pushed(user, device, conversation),
            UpdateExpression: 'REMOVE #until',
            ConditionExpression: 'seq = :seq',
            ExpressionAttributeNames: { '#until': 'until' },
            ExpressionAttributeValues: toItem({ ':seq': seq }),
          }),
        ),
      )
    },
  }
}
