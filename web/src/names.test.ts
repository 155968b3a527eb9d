import type { Person } from '@parley/client'
import { expect, test } from 'vitest'
import { inSentence, nameOf } from './names.ts'

test('a name that turns the direction of text about does so to itself alone', () => {
  expect(inSentence('Bob Okafor')).toBe('Bob Okafor')
  expect(inSentence('נועה')).toBe('\u2068נועה\u2069')
  expect(inSentence('\u202egnp.\u2069\u202eelif')).toBe('\u2068gnp.elif\u2069')
})

test('a name cannot be written backwards so that it reads as another one', () => {
  expect(nameOf({ name: '\u202ebob\u202c' } as Person)).toBe('bob')
})
