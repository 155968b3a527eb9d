import type { Message } from '@parley/client'
import { expect, it } from 'vitest'
import { linksOf } from './links.ts'

const message = (text: string, kind: Message['kind'] = 'message') => ({ kind, text }) as Message

it('the addresses of a message are told once each, and none of what is no address', () => {
  const text =
    'See https://a.example/x. and https://b.example, or https://a.example/x; not javascript:alert(1)'
  expect(linksOf(message(text))).toEqual(['https://a.example/x', 'https://b.example'])
  expect(linksOf(message(text, 'deleted'))).toEqual([])
})
