import type { ConversationId } from '@parley/client'
import { expect, test } from 'vitest'
import { safeName } from './files.ts'
import { byWord } from './find-chat.ts'

const group = (id: string, title: string) => ({ id: id as ConversationId, kind: 'group' as const, title })
const known = [group('gr_1', 'Book club'), group('gr_2', 'Choir'), group('gr_3', 'choir ')]

test('a group is meant by its title, however that is written, or by its id', () => {
  expect(byWord(known, 'book CLUB')?.id).toBe('gr_1')
  expect(byWord(known, 'gr_2')?.id).toBe('gr_2')
})

test('a handle is a person, also where a group is called the same', () => {
  expect(byWord([group('gr_1', '@bob')], '@bob')).toBeUndefined()
  expect(byWord([{ ...group('a_b', 'Bob'), kind: 'direct' }], 'bob')).toBeUndefined()
})

test('of several groups with one title, none is guessed', () => {
  expect(() => byWord(known, 'Choir')).toThrow('give an id of gr_2, gr_3')
})

test('a file is saved in this folder, whatever its sender called it', () => {
  expect(safeName('plan 2.txt', 7)).toBe('plan 2.txt')
  expect(safeName('../../.bashrc', 7)).toBe('bashrc')
  expect(safeName('C:\\Windows\\a.exe', 7)).toBe('a.exe')
  expect(safeName('\u001b[2J\u202egpj.exe', 7)).toBe('__2J_gpj.exe')
  expect(safeName('..', 7)).toBe('file-7')
  expect(safeName(undefined, 7)).toBe('file-7')
})
