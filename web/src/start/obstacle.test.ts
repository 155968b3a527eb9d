import { ParleyError } from '@parley/client'
import { expect, test } from 'vitest'
import { obstacle, problemOf } from './obstacle.ts'

const here = {
  isSecureContext: true,
  indexedDB: {},
  BroadcastChannel: {},
  WebSocket: {},
  navigator: { locks: {} },
}

test('a browser that has all there is to have is let in', () => {
  expect(obstacle(here)).toBeUndefined()
})

test('an address that is not safe is told apart from an old browser', () => {
  expect(obstacle({ ...here, isSecureContext: false, navigator: {} })).toContain('https://')
  expect(obstacle({ ...here, navigator: {} })).toContain('too old')
  expect(obstacle({ ...here, BroadcastChannel: undefined })).toContain('too old')
})

test('a browser that throws at who looks for its storage is told of', () => {
  const refusing = Object.defineProperty({ ...here }, 'indexedDB', {
    get: () => {
      throw new DOMException('denied', 'SecurityError')
    },
  })
  expect(obstacle(refusing)).toContain('set to keep nothing')
})

test.each([
  [new ParleyError('STORAGE_FULL'), 'no room left'],
  [new ParleyError('STORAGE_FAILED'), 'private window'],
  [new ParleyError('STORAGE_FAILED', { detail: 'format 9, this client knows 2' }), 'newer Parley'],
  [new TypeError('Failed to fetch'), 'needs the network'],
])('%s is put into words', (error, words) => {
  expect(problemOf(error)).toContain(words)
})
