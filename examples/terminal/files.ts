import { openAsBlob } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { basename, extname, resolve } from 'node:path'
import type { Conversation, FileSource, Message } from '@parley/client'

/** Types that conversations show; everything else goes as a document. */
const TYPES: Record<string, string> = {
  '.gif': 'image/gif',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.mp3': 'audio/mpeg',
  '.mp4': 'video/mp4',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.txt': 'text/plain',
  '.webp': 'image/webp',
}

/** A file of this machine, read only as it goes up. */
export async function fileAt(path: string): Promise<FileSource> {
  const type = TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream'
  try {
    return new File([await openAsBlob(path)], basename(path), { type })
  } catch (cause) {
    throw new Error(`${path} cannot be read.`, { cause })
  }
}

/** Saves a message's file, over no other one; the path it has now. */
export async function saveFile(conversation: Conversation, message: Message, path?: string): Promise<string> {
  const { url, state } = await conversation.download(message)
  if (!url)
    throw new Error(`The file is ${state === 'processing' ? 'still being made ready' : 'not to be had'}.`)
  const to = resolve(path ?? safeName(message.media?.name, message.seq))
  const reply = await fetch(url)
  if (!reply.ok || !reply.body) throw new Error(`The file could not be fetched (${reply.status}).`)
  const file = await open(to, 'wx').catch((cause: unknown) => {
    throw new Error(`${to} is there already, or cannot be written: give another path.`, { cause })
  })
  try {
    for await (const piece of reply.body) await file.writeFile(piece)
    return to
  } catch (cause) {
    await rm(to, { force: true })
    throw new Error('The file could not be fetched to its end: try again.', { cause })
  } finally {
    await file.close()
  }
}

/** The sender's name for a file, as one that stays in this folder and shows as what it is. */
export function safeName(name: string | undefined, seq: number): string {
  const safe = basename((name ?? '').replaceAll('\\', '/'))
    .replace(/[^\p{L}\p{N} ._()-]/gu, '_')
    .replace(/^[. ]+/, '')
    .slice(0, 100)
  return safe || `file-${seq}`
}
