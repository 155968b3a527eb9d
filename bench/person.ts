import { randomBytes } from 'node:crypto'
import { directId, type UserId } from '@parley/domain'
import type { OperationReply } from '@parley/protocol'
import { rawHttp } from '../test/fixtures/raw-http.ts'
import { RawSocket, type Reply } from '../test/fixtures/raw-socket.ts'
import type { System } from './system.ts'

type Session = OperationReply<'createAccount'>

const PASSWORD = 'correct horse battery'

/** An account, asked for over the wire and nothing else: the SDK's own traffic would be counted too. */
export class Person {
  readonly user: UserId
  readonly handle: string
  readonly #system: System
  readonly #token: string

  static async signUp(system: System): Promise<Person> {
    const account = { handle: `p${randomBytes(8).toString('hex')}`, name: 'Somebody', password: PASSWORD }
    const { status, body, text } = await rawHttp(system.httpUrl, 'POST /v1/accounts', { body: account })
    if (status !== 200) throw new Error(`The sign-up was answered ${status}: ${text}`)
    return new Person(system, account.handle, body as Session)
  }

  private constructor(system: System, handle: string, session: Session) {
    this.#system = system
    this.#token = session.accessToken
    this.user = session.user as UserId
    this.handle = handle
  }

  /** The same person by another sign-in. */
  async signIn(): Promise<Person> {
    const body = { handle: this.handle, password: PASSWORD }
    const answer = await rawHttp(this.#system.httpUrl, 'POST /v1/sessions', { body })
    if (answer.status !== 200) throw new Error(`The sign-in was answered ${answer.status}: ${answer.text}`)
    return new Person(this.#system, this.handle, answer.body as Session)
  }

  /** One HTTP request; throws what is not answered 200. */
  async ask(route: string, body?: object): Promise<Record<string, unknown>> {
    const answer = await rawHttp(this.#system.httpUrl, route, { token: this.#token, ...(body && { body }) })
    if (answer.status !== 200) throw new Error(`${route} was answered ${answer.status}: ${answer.text}`)
    return answer.body
  }

  async connect(device = randomBytes(8).toString('hex')): Promise<RawSocket> {
    const { ticket } = (await this.ask('POST /v1/tickets', { device })) as OperationReply<'createTicket'>
    return RawSocket.open(this.#system.socketUrl, { ticket })
  }

  conversationWith(other: Person): string {
    return directId(this.user, other.user)
  }
}

/** Sends a text behind a position that is known, with what else is said, and returns the reply, be it ack or refusal. */
export function send(
  socket: RawSocket,
  conversation: string,
  after: number,
  text: string,
  more: { media?: string } = {},
): Promise<Reply> {
  const clientId = randomBytes(9).toString('base64url')
  return socket.request({ action: 'send', conversation, clientId, after, text, ...more })
}

/** The frame that brings the entry at this position of a conversation. */
export function arrival(socket: RawSocket, chat: string, seq: number): Promise<unknown> {
  return socket.next(
    ({ event, conversation, entries }) =>
      event === 'entries' &&
      conversation === chat &&
      (entries as { seq: number }[]).some((entry) => entry.seq === seq),
  )
}
