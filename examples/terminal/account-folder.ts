import { readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { Misuse, type Order } from './arguments.ts'
import { hasEndpoints } from './endpoints.ts'
import { toHandle } from './find-chat.ts'

/** Where accounts are kept, a folder each. */
const HOME = join(homedir(), '.parley-terminal')

/** The folder of the device that a command is for. */
export function accountFolder({ command, words, options }: Order, home = HOME): string {
  if (options.data !== undefined) return resolve(options.data)
  const isNew = command === 'sign-up' || command === 'sign-in'
  return join(home, folderName(options.as ?? (isNew ? words[0]! : onlyAccount(home))))
}

function onlyAccount(home: string): string {
  const accounts = accountsIn(home)
  if (accounts.length === 1) return accounts[0]!
  if (accounts.length === 0) throw new Misuse('Nobody is signed in here: use sign-up or sign-in first.')
  throw new Misuse(`Say whose device is meant, by --as: ${accounts.join(', ')}.`)
}

function accountsIn(home: string): string[] {
  try {
    return readdirSync(home)
      .filter((name) => hasEndpoints(join(home, name)))
      .toSorted()
  } catch {
    return []
  }
}

/** A handle may name a folder only if it leads nowhere else. */
function folderName(handle: string): string {
  const name = toHandle(handle)
  if (!/^[a-z0-9_][a-z0-9_.-]*$/.test(name)) throw new Misuse('That is no handle: use letters, digits and _.')
  return name
}
