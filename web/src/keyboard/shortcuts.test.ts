import { expect, test } from 'vitest'
import { commandOf, type Press } from './shortcuts.ts'

const press = (key: string, held: Partial<Press> = {}): Press => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
})

test('keys ask for what the help says, with Control as with Command', () => {
  expect(commandOf(press('k', { ctrlKey: true }), true)).toBe('search')
  expect(commandOf(press('K', { metaKey: true }), true)).toBe('search')
  expect(commandOf(press('ArrowDown', { altKey: true }), true)).toBe('next')
  expect(commandOf(press('ArrowUp', { altKey: true }), true)).toBe('previous')
  expect(commandOf(press('/', { ctrlKey: true }), true)).toBe('help')
  expect(commandOf(press('F6'), true)).toBe('regions')
})

test('Alt makes other letters on some keyboards: its key counts', () => {
  expect(commandOf(press('˜', { code: 'KeyN', altKey: true }), true)).toBe('new-group')
})

test('what one writes is no shortcut', () => {
  expect(commandOf(press('k'), true)).toBeUndefined()
  expect(commandOf(press('?', { shiftKey: true }), true)).toBeUndefined()
  expect(commandOf(press('ArrowUp'), true)).toBeUndefined()
  expect(commandOf(press('n', { code: 'KeyN', altKey: true, ctrlKey: true }), true)).toBeUndefined()
})

test('a question mark asks for help where nothing is written', () => {
  expect(commandOf(press('?', { shiftKey: true }), false)).toBe('help')
})
