import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CLIENT_ID, DEVICE_ID, directId, directMembers, type UserId } from './ids.ts'

/** From few people, so that the same one is drawn twice often enough. */
const user = fc.constantFrom(...'abcd0129').map((char) => char.padEnd(25, 'm') as UserId)
const ann = 'a'.repeat(25) as UserId
const bob = 'b'.repeat(25) as UserId

test('a direct conversation has one id, whoever asks for it', () => {
  fc.assert(fc.property(user, user, (a, b) => directId(a, b) === directId(b, a)))
})

test('the id of a direct conversation tells its members', () => {
  fc.assert(
    fc.property(user, user, (a, b) => {
      expect(new Set(directMembers(directId(a, b)))).toEqual(new Set([a, b]))
    }),
  )
})

test('two pairs of people never share a conversation', () => {
  fc.assert(
    fc.property(user, user, user, user, (a, b, c, d) => {
      const samePair = (a === c && b === d) || (a === d && b === c)
      expect(directId(a, b) === directId(c, d)).toBe(samePair)
    }),
  )
})

test.each([
  ['the members in the wrong order', `dm_${bob}_${ann}`],
  ['one member', `dm_${ann}`],
  ['three members', `dm_${ann}_${bob}_${bob}`],
  ['a short user id', `dm_${ann.slice(1)}_${bob}`],
  ['upper case', `dm_${ann.toUpperCase()}_${bob}`],
  ['something before it', `x${directId(ann, bob)}`],
  ['a line break after it', `${directId(ann, bob)}\n`],
  ['another prefix', directId(ann, bob).replace('dm', 'gr')],
  ['nothing', ''],
])('an id with %s is no direct conversation', (_, id) => {
  expect(directMembers(id)).toBeUndefined()
})

test.each([
  ['12345678', true],
  ['A-z_0-9_', true],
  ['x'.repeat(32), true],
  ['1234567', false],
  ['x'.repeat(33), false],
  ['with space', false],
  ['emoji😀😀😀', false],
  ['12345678\n', false],
])('the id %j, chosen by a device, is accepted: %s', (id, accepted) => {
  expect(DEVICE_ID.test(id)).toBe(accepted)
  expect(CLIENT_ID.test(id)).toBe(accepted)
})
