import { expect, test } from 'vitest'
import { Addresses } from './addresses.ts'

test('AWS addresses are replaced wherever they are written, the longest first', () => {
  const addresses = new Addresses()
  addresses.set('https://abc.execute-api.eu-west-1.amazonaws.com', 'http://127.0.0.1:4001')
  addresses.set('https://abc.execute-api.eu-west-1.amazonaws.com/v1', 'http://127.0.0.1:4002/v1')
  const value = {
    list: ['https://abc.execute-api.eu-west-1.amazonaws.com/v1/x', 7],
    other: 'https://example.com',
  }
  expect(addresses.localize(value)).toEqual({
    list: ['http://127.0.0.1:4002/v1/x', 7],
    other: 'https://example.com',
  })
  expect(addresses.localize('https://abc.execute-api.eu-west-1.amazonaws.com/')).toBe(
    'http://127.0.0.1:4001/',
  )
})
