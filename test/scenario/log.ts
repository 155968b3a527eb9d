import { setTimeout as sleep } from 'node:timers/promises'
import type { Message } from '@parley/client'
import type { OperationReply, WireEntry, WireInboxRow } from '@parley/protocol'
import { expect } from 'vitest'
import { rawHttp } from '../fixtures/raw-http.ts'
import type { RawSocket, Reply } from '../fixtures/raw-socket.ts'
import type { Account } from './accounts.ts'

/** 1, 2 … last: what the positions of every whole log look like. */
export function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1)
}

export function seqs(messages: readonly { seq: number }[]): number[] {
  return messages.map(({ seq }) => seq)
}

export function texts(messages: readonly { text?: string | undefined }[]): (string | undefined)[] {
  return messages.map(({ text }) => text)
}

/** What makes two devices' copies of a log the same log. */
export function identity({ seq, n, at, from, clientId, text }: Message | WireEntry) {
  return { seq, n, at, from, clientId, text }
}

/** The whole log as the server has it for this reader, asked for oldest first in pages. */
export async function wholeLog({ system, token }: Account, conversation: string): Promise<WireEntry[]> {
  const log: WireEntry[] = []
  let after = 0
  for (let more = true; more; ) {
    const route = `GET /v1/conversations/${conversation}/messages?after=${after}&limit=200`
    const { status, body } = await rawHttp(system.httpUrl, route, { token })
    expect(status).toBe(200)
    const page = body as OperationReply<'listEntries'>
    log.push(...page.entries)
    after = page.last
    more = page.more
  }
  return log
}

/** A conversation as the server has it in somebody's inbox. */
export async function rowOf({ system, token }: Account, conversation: string): Promise<WireInboxRow> {
  const { body } = await rawHttp(system.httpUrl, 'GET /v1/sync', { token })
  const row = (body as OperationReply<'sync'>).conversations.find(
    ({ conversation: id }) => id === conversation,
  )
  return row!
}

/** The entries of a log that stand as a line of their own: not those that are about another one. */
export function shown(log: readonly WireEntry[]): WireEntry[] {
  return log.filter(({ target }) => target === undefined)
}

/** Until a message has surely disappeared, whatever the clocks are apart. */
export async function disappeared(message: Message): Promise<void> {
  await sleep(Math.max(0, message.expiresAt! - Date.now()) + 500)
}

export type RawMessage = { conversation: string; clientId: string; text: string; after?: number }

/** Sends a message as a frame of its own making. */
export function sendRaw(socket: RawSocket, message: RawMessage): Promise<Reply> {
  return socket.request({ action: 'send', after: 0, ...message })
}

/** What an ack says, less the id of the frame that it answers. */
export function ackOf({ ok, seq, n, at }: Reply) {
  return { ok, seq, n, at }
}
