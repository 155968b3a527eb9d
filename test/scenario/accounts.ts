import { randomBytes } from 'node:crypto'
import type { UserId } from '@parley/client'
import type { OperationReply } from '@parley/protocol'
import { afterEach } from 'vitest'
import { type Answer, rawHttp } from '../fixtures/raw-http.ts'
import { RawSocket } from '../fixtures/raw-socket.ts'
import type { System } from './target.ts'

const PASSWORD = 'correct horse battery'

export type Account = {
  readonly system: System
  readonly handle: string
  readonly password: string
  readonly user: UserId
  readonly token: string
}

/** Somebody new, under a handle that nobody had before. */
export async function newcomer(system: System, name = 'somebody'): Promise<Account> {
  const account = { handle: handleLike(name), name, password: PASSWORD }
  const { status, body, text } = await rawHttp(system.httpUrl, 'POST /v1/accounts', { body: account })
  if (status !== 200) throw new Error(`The sign-up was answered ${status}: ${text}`)
  const { user, accessToken } = body as OperationReply<'createAccount'>
  return { system, handle: account.handle, password: PASSWORD, user: user as UserId, token: accessToken }
}

export function handleLike(name: string): string {
  return `${name}_${randomBytes(6).toString('hex')}`
}

/** One HTTPS request of an account, just as written. */
export function ask({ system, token }: Account, route: string, body?: object): Promise<Answer> {
  return rawHttp(system.httpUrl, route, { token, ...(body && { body }) })
}

/** A ticket for a device of the account. */
export async function ticketOf(
  account: Account,
  device = newDeviceId(),
): Promise<OperationReply<'createTicket'>> {
  const { httpUrl } = account.system
  const { status, body, text } = await rawHttp(httpUrl, 'POST /v1/tickets', {
    token: account.token,
    body: { device },
  })
  if (status !== 200) throw new Error(`The request for a ticket was answered ${status}: ${text}`)
  return body as OperationReply<'createTicket'>
}

/** A socket of the account that is not the SDK's. */
export async function rawSocketOf(account: Account, device?: string): Promise<RawSocket> {
  const { ticket } = await ticketOf(account, device)
  const socket = await RawSocket.open(account.system.socketUrl, { ticket })
  sockets.add(socket)
  return socket
}

const sockets = new Set<RawSocket>()
afterEach(() => {
  for (const socket of sockets) socket.vanish()
  sockets.clear()
})

export function newDeviceId(): string {
  return randomBytes(8).toString('hex')
}

/** The direct conversation of two accounts. */
export async function conversationOf(one: Account, other: Account): Promise<string> {
  const { body } = await rawHttp(one.system.httpUrl, 'POST /v1/conversations/direct', {
    token: one.token,
    body: { handle: other.handle },
  })
  return (body as OperationReply<'openDirect'>).row.conversation
}
