import { text as readAll } from 'node:stream/consumers'
import type { Outgoing } from '@parley/client'
import { Misuse } from '../arguments.ts'
import { online, type Run } from '../device.ts'
import { fileAt } from '../files.ts'
import { findChat } from '../find-chat.ts'
import { Stopped, unlessStopped } from '../stopping.ts'

/** Sends one message and waits until it is durable. */
export async function send(run: Run): Promise<void> {
  const { chat, words, options, say, stopped } = run
  const text = await unlessStopped(textOf(run), stopped)
  const attachment = options.file === undefined ? undefined : { file: await fileAt(options.file) }
  await online(run)
  const conversation = await unlessStopped(findChat(chat, words[0]!), stopped)
  const sent = attachment ? conversation.sendFile(attachment, text) : conversation.send(text)
  say(`#${(await acked(sent, stopped)).seq}`)
}

/** The words of the command line, or else stdin without its last line break. */
async function textOf({ words, options }: Run): Promise<string> {
  const [, ...said] = words
  if (said.length > 0) return said.join(' ')
  if (options.file !== undefined) return ''
  if (process.stdin.isTTY) throw new Misuse('Write the text behind the chat, or let it come in on stdin.')
  return (await readAll(process.stdin)).replace(/\r?\n$/, '')
}

async function acked(sent: Outgoing, stopped: AbortSignal) {
  try {
    return await unlessStopped(sent.acked, stopped)
  } catch (error) {
    if (error instanceof Stopped)
      throw new Stopped('Not sent yet: it is kept, and goes out when you next connect.')
    await sent.discard()
    throw error
  }
}
