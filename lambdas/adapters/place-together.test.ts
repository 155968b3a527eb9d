import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { expect, it } from 'vitest'
import { newEntry, newPair } from '../../test/fixtures/people.ts'
import { entryToItem } from './entry-item.ts'
import { placeTogether } from './place-together.ts'

const TABLES = { messages: 'messages', chat: 'chat' }

/** A client whose calls end so, one after the other. */
function clientThat(...outcomes: (Error | object)[]) {
  const send = async () => {
    const outcome = outcomes.shift()
    if (!outcome) throw new Error('One call too many.')
    if (outcome instanceof Error) throw outcome
    return outcome
  }
  return { client: { send } as unknown as DynamoDBClient, isDone: () => outcomes.length === 0 }
}

function cancelled(...codes: string[]): Error {
  const CancellationReasons = codes.map((Code) => ({ Code }))
  return Object.assign(new Error('cancelled'), { name: 'TransactionCanceledException', CancellationReasons })
}

const { ada, conversation } = newPair()
const entry = newEntry(conversation, 2, ada)
const along = { amended: [{ seq: 1, by: 2, user: ada.user, emoji: '👍' }] }

it('tries again when another transaction is in its way, and is shown whose was first', async () => {
  const occupant = newEntry(conversation, 2, ada, 'faster')
  const { client, isDone } = clientThat(
    cancelled('TransactionConflict', 'None'),
    cancelled('ConditionalCheckFailed', 'None'),
    { Item: entryToItem(occupant) },
  )
  expect(await placeTogether(client, TABLES, entry, along)).toEqual(occupant)
  expect(isDone()).toBe(true)
})

it('finds itself when it had taken the place and the answer was lost', async () => {
  const { client } = clientThat(cancelled('ConditionalCheckFailed', 'None'), { Item: entryToItem(entry) })
  expect(await placeTogether(client, TABLES, entry, along)).toEqual(entry)
})

it('fails when what it amends has gone, and answers nothing that is not there', async () => {
  for (const reasons of [
    ['None', 'ConditionalCheckFailed'],
    ['None', 'ValidationError'],
  ]) {
    const { client } = clientThat(cancelled(...reasons))
    await expect(placeTogether(client, TABLES, entry, along)).rejects.toThrow('cancelled')
  }
  const { client } = clientThat(cancelled('ConditionalCheckFailed', 'None'), {})
  await expect(placeTogether(client, TABLES, entry, along)).rejects.toThrow('cancelled')
})
