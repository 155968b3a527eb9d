import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { accountFolder } from './account-folder.ts'
import { Misuse, parseOrder } from './arguments.ts'
import { dropEndpoints, keepEndpoints } from './endpoints.ts'

const order = (line: string) => parseOrder(line.split(' '))!

test('a command takes its words and options in any order', () => {
  expect(order('send --as ann bob Hello there')).toMatchObject({
    command: 'send',
    words: ['bob', 'Hello', 'there'],
    options: { as: 'ann', last: 20 },
  })
})

test('without a command, or asked for it, there is help', () => {
  expect(parseOrder([])).toBeUndefined()
  expect(parseOrder(['chats', '--help'])).toBeUndefined()
})

test.each([
  ['shout bob', 'There is no command “shout”.'],
  ['follow', 'Write: follow <chat>'],
  ['chats all', 'Write: chats'],
  ['chats --http http://localhost', 'Give both --http and --socket, or neither.'],
  ['follow bob --last all', '--last takes a number of messages.'],
  ['chats --loud', "Unknown option '--loud'"],
])('“%s” is answered with what to write', (line, words) => {
  expect(() => order(line)).toThrow(Misuse)
  expect(() => order(line)).toThrow(words)
})

test('a device is where it was said to be, or in a folder of its handle, and nowhere else', () => {
  const home = mkdtempSync(join(tmpdir(), 'parley-terminal-'))
  onTestFinished(() => rmSync(home, { recursive: true }))
  const folder = (line: string) => accountFolder(order(line), home)
  expect(folder('chats --data /somewhere')).toBe('/somewhere')
  expect(folder('sign-up @Ann')).toBe(join(home, 'ann'))
  expect(() => folder('chats')).toThrow('sign-up or sign-in first')
  const signIn = (handle: string) => {
    mkdirSync(join(home, handle), { recursive: true })
    keepEndpoints(join(home, handle), { http: 'https://a.example', socket: 'wss://b.example' })
  }
  signIn('ann')
  mkdirSync(join(home, 'an')) // where a password was wrong
  expect(folder('chats')).toBe(join(home, 'ann'))
  signIn('bob')
  expect(() => folder('chats')).toThrow('--as: ann, bob')
  expect(folder('chats --as bob')).toBe(join(home, 'bob'))
  dropEndpoints(join(home, 'ann'))
  expect(folder('chats')).toBe(join(home, 'bob'))
  for (const handle of ['../ann', '..', '/etc']) expect(() => folder(`chats --as ${handle}`)).toThrow(Misuse)
})
