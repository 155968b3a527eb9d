import type { Conversation } from '@parley/client'
import { online, type Run } from '../device.ts'
import { findChat } from '../find-chat.ts'
import { titleOf } from '../names.ts'
import { Stopped, unlessStopped, untilStopped } from '../stopping.ts'
import { explain } from '../words.ts'
import { fulfil } from './fulfil.ts'
import { openScreen } from './screen.ts'
import { parseLine } from './slash.ts'
import { View } from './view.ts'

/** One conversation: its end, then what happens in it, until Ctrl-C; lines that are written are sent. */
export async function follow(run: Run): Promise<void> {
  const { chat, words, options, stopped } = run
  await online(run)
  const conversation = await unlessStopped(findChat(chat, words[0]!), stopped)
  await unlessStopped(reach(conversation, options.last), stopped)
  const quit = new AbortController()
  const ended = AbortSignal.any([stopped, quit.signal])
  const screen = openScreen({
    say: run.say,
    key: () => conversation.typing(),
    line: (text) => {
      fulfil(parseLine(text), { conversation, view, print: screen.print, quit: () => quit.abort() }).catch(
        (error: unknown) => screen.print(`! ${explain(error)}`),
      )
    },
  })
  const view = new View(chat, conversation, screen)
  try {
    screen.print(`── ${titleOf(chat, conversation)} ──`)
    view.begin(options.last)
    chat.setActive(true)
    await Promise.race([untilStopped(ended), lost(run)])
  } finally {
    screen.close()
    view.end()
  }
  if (conversation.pending.length > 0)
    throw new Stopped('Not everything is sent yet: it is kept, and goes out when you next connect.')
}

/** Brings so many messages into memory, where there are as many. */
async function reach(conversation: Conversation, count: number): Promise<void> {
  while (conversation.messages.length < count && conversation.more) await conversation.history()
}

/** Rejects when the connection has ended for good; a cut is none of this. */
function lost({ chat }: Run): Promise<never> {
  return new Promise((_, reject) => {
    chat.on('connection', ({ error }) => error && reject(error))
  })
}
