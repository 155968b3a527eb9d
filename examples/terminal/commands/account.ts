import type { Run } from '../device.ts'
import { toHandle } from '../find-chat.ts'
import { askPassword } from '../password.ts'
import { plain } from '../plain.ts'
import { unlessStopped } from '../stopping.ts'

/** Makes an account and stays signed in. */
export async function signUp(run: Run): Promise<void> {
  const { chat, words, options, stopped } = run
  const handle = toHandle(words[0]!)
  const password = await askPassword('A password of 10 characters or more: ', stopped)
  const account = { handle, name: options.name ?? words[0]!.replace(/^@/, ''), password }
  await unlessStopped(chat.signUp(account), stopped)
  welcome(run)
}

/** Signs in to an account there is. */
export async function signIn(run: Run): Promise<void> {
  const { chat, words, stopped } = run
  const password = await askPassword('Password: ', stopped)
  await unlessStopped(chat.signIn({ handle: toHandle(words[0]!), password }), stopped)
  welcome(run)
}

/** Forgets the account on this device, and what was not yet sent. */
export async function signOut({ chat, say, stopped, unsettle }: Run): Promise<void> {
  await unlessStopped(chat.signOut(), stopped)
  unsettle()
  say('Signed out. Nothing is kept on this device.')
}

function welcome({ chat, say, settle }: Run): void {
  settle()
  const { name = '', handle = '' } = chat.me ?? {}
  say(`Signed in as ${plain(name)} (@${plain(handle)}).`)
}
