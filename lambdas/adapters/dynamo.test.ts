import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { conditionally, conditionFailure, settled } from './dynamo.ts'

/** What DynamoDB says when several transactions meet; an engine with one writer never does. */
const fault = { message: 'refused', $metadata: {} }
const conflict = new TransactionConflictException(fault)
const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({ ...fault, CancellationReasons: codes.map((Code) => ({ Code })) })
const unmet = new ConditionalCheckFailedException({ ...fault, Item: { seq: { N: '1' } } })

/** A write that fails with each of these in turn, and then succeeds. */
function failing(...errors: Error[]) {
  let calls = 0
  const write = async () => {
    const error = errors[calls++]
    if (error) throw error
    return 'done'
  }
  return { write, calls: () => calls }
}

describe('settled', () => {
  it.each([
    ['a transaction on the same item', conflict],
    ['another transaction', cancelled('None', 'TransactionConflict')],
  ])('repeats a write that met %s', async (_, error) => {
    const { write, calls } = failing(error, error)
    expect(await settled(write)).toBe('done')
    expect(calls()).toBe(3)
  })

  it('gives up in the end, with the conflict', async () => {
    const { write, calls } = failing(...Array(100).fill(conflict))
    await expect(settled(write)).rejects.toBe(conflict)
    expect(calls()).toBeLessThan(10)
  })

  it.each([
    ['a condition', cancelled('ConditionalCheckFailed', 'None')],
    ['something else', new Error('no')],
  ])('does not repeat what failed by %s', async (_, error) => {
    const { write, calls } = failing(error)
    await expect(settled(write)).rejects.toBe(error)
    expect(calls()).toBe(1)
  })
})

describe('conditionally', () => {
  it('says whether the condition held, after conflicts too, and throws what is neither', async () => {
    expect(await conditionally(failing().write)).toBe(true)
    expect(await conditionally(failing(conflict, unmet).write)).toBe(false)
    await expect(conditionally(failing(new Error('no')).write)).rejects.toThrow('no')
  })
})

describe('conditionFailure', () => {
  it('has the item that stood in the way, and is nothing for another failure', () => {
    expect(conditionFailure(unmet)).toEqual({ item: { seq: { N: '1' } } })
    expect(conditionFailure(conflict)).toBeUndefined()
    expect(conditionFailure('ConditionalCheckFailedException')).toBeUndefined()
  })
})
