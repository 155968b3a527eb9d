import type { ChatClient } from '@parley/client'
import { online, type Run } from '../device.ts'
import { lineOf } from '../lines.ts'
import { nameOf, titleOf } from '../names.ts'
import { untilStopped } from '../stopping.ts'

/** Prints what comes in from others, what was missed first; says `delivered`, but not `read`. */
export async function receive(run: Run): Promise<void> {
  const { chat, options, say, stopped } = run
  chat.on('message', ({ conversation, message }) => {
    if (message.mine) return
    const line = lineOf({ message, name: (user) => nameOf(chat, user), now: Date.now() })
    say(`${titleOf(chat, conversation)}  ${line}`)
  })
  await online(run)
  await Promise.race([untilStopped(stopped), ...(options.once ? [caughtUp(chat)] : [])])
}

/** Resolves when nothing that the server has is still to come. */
function caughtUp(chat: ChatClient): Promise<void> {
  const isDone = () => chat.conversations().every(({ head, mine }) => mine.delivered >= head.seq)
  return new Promise((resolve) => {
    const look = () => isDone() && resolve()
    chat.on('conversation', look)
    chat.on('receipt', look)
    look()
  })
}
