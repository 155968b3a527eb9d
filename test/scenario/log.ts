import type { Message } from '@parley/client'
import type { OperationReply, WireEntry } from '@parley/protocol'
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

/** The whole log as the server has it, asked for oldest first in pages. */
export async function wholeLog({ system, token }: Account, conversation: string): Promise<WireEntry[]> {
  const log: WireEntry[] = []
  for (let more = true; more; ) {
    const after = log.at(-1)?.seq ?? 0
    const route = `GET /v1/conversations/${conversation}/messages?after=${after}&limit=200`
    const { status, body } = await rawHttp(system.httpUrl, route, { token })
    expect(status).toBe(200)
    const page = body as OperationReply<'listEntries'>
    log.push(...page.entries)
    more = page.more
  }
  return log
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
