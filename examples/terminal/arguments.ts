import { parseArgs } from 'node:util'

/** What can be asked for: its arguments, how many there may be, and what it does. */
export const COMMANDS = {
  'sign-up': { takes: '<handle>', least: 1, most: 1, does: 'make an account; --name is what others see' },
  'sign-in': { takes: '<handle>', least: 1, most: 1, does: 'use an account on this device' },
  'sign-out': { takes: '', least: 0, most: 0, does: 'forget everything on this device' },
  chats: { takes: '', least: 0, most: 0, does: 'list conversations, the latest last' },
  send: { takes: '<chat> [text]', least: 1, most: 999, does: 'send a text, or what comes in on stdin' },
  receive: { takes: '', least: 0, most: 0, does: 'print what comes in, in all conversations' },
  follow: { takes: '<chat>', least: 1, most: 1, does: 'read and write in one conversation' },
  'new-group': { takes: '<title> <handle> …', least: 2, most: 999, does: 'make a group' },
} as const

export type CommandName = keyof typeof COMMANDS

/** What was asked for on the command line. */
export type Order = {
  readonly command: CommandName
  readonly words: readonly string[]
  readonly options: Options
}

export type Options = {
  /** Whose device this is. */
  readonly as?: string
  /** The folder that holds this device. */
  readonly data?: string
  /** The page whose `endpoints.json` says where the backend is. */
  readonly at?: string
  readonly http?: string
  readonly socket?: string
  readonly name?: string
  readonly file?: string
  /** How many messages `follow` begins with. */
  readonly last: number
  /** Whether `receive` ends when it has caught up. */
  readonly once: boolean
}

/** The command line makes no sense; the message says what would. */
export class Misuse extends Error {
  override readonly name = 'Misuse'
}

/** Reads a command line; undefined where help is asked for. Throws `Misuse`. */
export function parseOrder(args: readonly string[]): Order | undefined {
  const { values, positionals } = parsed(args)
  const [command, ...words] = positionals
  if (values.help || command === undefined || command === 'help') return undefined
  if (!isCommand(command)) throw new Misuse(`There is no command “${command}”.`)
  const { takes, least, most } = COMMANDS[command]
  if (words.length < least || words.length > most) throw new Misuse(`Write: ${command} ${takes}`.trim())
  if ((values.http === undefined) !== (values.socket === undefined))
    throw new Misuse('Give both --http and --socket, or neither.')
  const last = Number(values.last)
  if (!Number.isInteger(last) || last < 0) throw new Misuse('--last takes a number of messages.')
  const { help: _, ...options } = values
  return { command, words, options: { ...options, last } }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        as: { type: 'string' },
        data: { type: 'string' },
        at: { type: 'string' },
        http: { type: 'string' },
        socket: { type: 'string' },
        name: { type: 'string' },
        file: { type: 'string' },
        last: { type: 'string', default: '20' },
        once: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (error) {
    throw new Misuse((error as Error).message)
  }
}

function isCommand(word: string): word is CommandName {
  return Object.hasOwn(COMMANDS, word)
}
