/** Parley in a terminal, on the SDK and Node alone: `node examples/terminal/main.ts --help`. */
import { type CommandName, Misuse, parseOrder } from './arguments.ts'
import { signIn, signOut, signUp } from './commands/account.ts'
import { chats } from './commands/chats.ts'
import { newGroup } from './commands/new-group.ts'
import { receive } from './commands/receive.ts'
import { send } from './commands/send.ts'
import { type Run, withDevice } from './device.ts'
import { follow } from './follow/follow.ts'
import { MARK } from './lines.ts'
import { inRows } from './plain.ts'
import { Stopped, stopSignal } from './stopping.ts'
import { USAGE } from './usage.ts'
import { explain } from './words.ts'

const DO: Record<CommandName, (run: Run) => Promise<void>> = {
  'sign-up': signUp,
  'sign-in': signIn,
  'sign-out': signOut,
  chats,
  send,
  receive,
  follow,
  'new-group': newGroup,
}

const say = (line: string) => {
  const { isTTY, columns } = process.stdout
  process.stdout.write(`${isTTY ? inRows(line, columns || 80, MARK) : line}\n`)
}
const note = (line: string) => void process.stderr.write(`${line}\n`)

try {
  const order = parseOrder(process.argv.slice(2))
  if (order) await withDevice(order, { say, note, stopped: stopSignal() }, DO[order.command])
  else say(USAGE)
} catch (error) {
  note(`parley: ${explain(error)}`)
  if (error instanceof Misuse) note('See --help.')
  process.exitCode = error instanceof Stopped ? 130 : error instanceof Misuse ? 2 : 1
}
