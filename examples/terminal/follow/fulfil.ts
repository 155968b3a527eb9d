import type { Conversation, Message } from '@parley/client'
import { fileAt, saveFile } from '../files.ts'
import { SLASHES, type Wish } from './slash.ts'
import type { View } from './view.ts'

type Room = {
  readonly conversation: Conversation
  readonly view: Pick<View, 'older' | 'who'>
  readonly print: (text: string) => void
  readonly quit: () => void
}

/** Does what a written line asks for. Rejects with what the person should read. */
export async function fulfil(wish: Wish, room: Room): Promise<void> {
  const { conversation, view, print } = room
  const message = 'seq' in wish ? await messageAt(conversation, wish.seq) : undefined
  switch (wish.do) {
    case 'nothing':
      return
    case 'send':
      conversation.send(wish.text)
      return
    case 'reply':
      conversation.send(wish.text, { reply: message! })
      return
    case 'edit':
      conversation.edit(message!, wish.text)
      return
    case 'delete':
      conversation.deleteForEveryone(message!)
      return
    case 'react':
      conversation.react(message!, wish.text || null)
      return
    case 'file':
      conversation.sendFile({ file: await fileAt(wish.path) })
      return
    case 'save':
      return print(`· saved as ${await saveFile(conversation, message!, wish.path)}`)
    case 'more':
      return view.older((await conversation.history()).messages)
    case 'who':
      return print(view.who())
    case 'retry':
      for (const sent of conversation.pending) if (sent.status === 'failed') sent.retry()
      return
    case 'quit':
      return room.quit()
    case 'help':
      return print(SLASHES)
    case 'wrong':
      return print(`! ${wish.why}`)
  }
}

async function messageAt(conversation: Conversation, seq: number): Promise<Message> {
  const message = await conversation.message(seq)
  if (!message) throw new Error(`There is no message #${seq} here.`)
  return message
}
