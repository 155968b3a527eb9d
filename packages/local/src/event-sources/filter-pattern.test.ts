import { expect, test } from 'vitest'
import { compileFilters, compilePattern } from './filter-pattern.ts'

const record = {
  eventName: 'INSERT',
  dynamodb: { NewImage: { pk: { S: 'dm_1' }, n: { N: '7' }, empty: { S: '' }, tags: ['a', 'b'] } },
  size: 12,
  none: null,
}
const image = (name: string, condition: unknown) => ({
  dynamodb: { NewImage: { [name]: { S: [condition] } } },
})

test.each([
  [{}, true],
  [{ eventName: ['INSERT', 'MODIFY'] }, true],
  [{ eventName: ['REMOVE'] }, false],
  [{ eventName: ['INSERT'], size: [13] }, false],
  [image('pk', { prefix: 'dm_' }), true],
  [image('pk', { prefix: 'g_' }), false],
  [image('pk', { prefix: { 'equals-ignore-case': 'DM_' } }), true],
  [image('pk', { suffix: '_1' }), true],
  [image('pk', { 'equals-ignore-case': 'DM_1' }), true],
  [image('pk', { exists: true }), true],
  [image('gone', { exists: true }), false],
  [image('gone', { exists: false }), true],
  [image('pk', { exists: false }), false],
  [image('empty', ''), true],
  [{ dynamodb: { NewImage: { pk: [{ exists: true }] } } }, false],
  [image('pk', { 'anything-but': 'dm_1' }), false],
  [image('pk', { 'anything-but': ['x', 'y'] }), true],
  [image('pk', { 'anything-but': { prefix: 'dm_' } }), false],
  [image('gone', { 'anything-but': 'x' }), false],
  [{ size: [{ numeric: ['>', 10, '<=', 12] }] }, true],
  [{ size: [{ numeric: ['=', 11] }] }, false],
  [{ dynamodb: { NewImage: { n: { N: [{ numeric: ['=', 7] }] } } } }, false],
  [{ none: [null] }, true],
  [{ size: [null] }, false],
  [{ dynamodb: { NewImage: { tags: ['b'] } } }, true],
  [{ dynamodb: { NewImage: { tags: ['c'] } } }, false],
  [{ $or: [{ eventName: ['REMOVE'] }, { size: [12] }] }, true],
  [{ eventName: ['INSERT'], $or: [{ size: [1] }, { none: ['x'] }] }, false],
])('%j matches: %s', (pattern, expected) => {
  expect(compilePattern(pattern)(record)).toBe(expected)
})

test('one of several filters is enough, and without any everything passes', () => {
  const Filters = [{ Pattern: '{"eventName":["REMOVE"]}' }, { Pattern: '{"size":[12]}' }]
  expect(compileFilters({ Filters })(record)).toBe(true)
  expect(compileFilters({ Filters })({ eventName: 'MODIFY' })).toBe(false)
  expect(compileFilters(undefined)(record)).toBe(true)
})

test.each([
  [{ pk: [{ wildcard: '*' }] }, 'unknown filter condition'],
  [{ pk: [{ prefix: 'a', suffix: 'b' }] }, 'unknown filter condition'],
  [{ pk: [{ numeric: ['~', 1] }] }, 'unknown numeric condition'],
  [{ pk: 'plain' }, 'must be an object'],
])('%j is refused', (pattern, message) => {
  expect(() => compilePattern(pattern)).toThrow(message)
})
