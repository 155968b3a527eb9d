import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import { rawHttp } from '../fixtures/raw-http.ts'
import { type Frame, RawSocket } from '../fixtures/raw-socket.ts'

/** Where a system is. */
export type Addresses = { readonly http: string; readonly socket: string }

/** Everybody's. */
export const PASSWORD = 'correct horse battery'

type Answer = Record<string, unknown>

/** Somebody who is signed in, and asks as a client does: what is refused otherwise than expected fails the test. */
export type Person = {
  readonly user: unknown
  call(route: string, body?: object, status?: number): Promise<Answer>
  connect(device: string): Promise<RawSocket>
}

export async function signUp(at: Addresses, handle: string): Promise<Person> {
  const account = { handle, name: handle, password: PASSWORD }
  const { user, accessToken } = await call(at, undefined, 'POST /v1/accounts', account)
  const token = String(accessToken)
  return {
    user,
    call: (route, body, status) => call(at, token, route, body, status),
    async connect(device) {
      const { ticket } = await call(at, token, 'POST /v1/tickets', { device })
      const socket = await RawSocket.open(at.socket, { ticket: String(ticket) })
      await say(socket, { action: 'ping' })
      return socket
    },
  }
}

async function call(
  at: Addresses,
  token: string | undefined,
  route: string,
  body?: object,
  status = 200,
): Promise<Answer> {
  const request = { ...(token && { token }), ...(body && { body }) }
  const answer = await rawHttp(at.http, route, request)
  expect([route, answer.status, answer.body.error?.detail]).toEqual([
    route,
    status,
    answer.body.error?.detail,
  ])
  return answer.body
}

/** Sends a frame that has to be answered with success; the answer. */
export async function say(socket: RawSocket, frame: Frame): Promise<Frame> {
  const reply = await socket.request(frame)
  const { ok, error } = reply
  expect([frame.action, ok, error?.code, error?.detail]).toEqual([frame.action, true, undefined, undefined])
  return reply
}

export function someId(): string {
  return randomBytes(12).toString('hex')
}
