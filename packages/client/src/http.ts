import type {
  OperationBody,
  OperationName,
  OperationPath,
  OperationQuery,
  OperationReply,
} from '@parley/protocol'
import type { ErrorCode, WireError } from '@parley/protocol/errors'
import { asParleyError, fromWire, ParleyError } from './error.ts'
import type { Platform } from './platform.ts'
import { type OpenOperation, type OwnOperation, ROUTES } from './routes.ts'

export type Input<Name extends OperationName> = {
  path?: OperationPath<Name>
  query?: OperationQuery<Name>
  body?: OperationBody<Name>
}

/** Where a request's token comes from; `refused`: the last one was not accepted. */
export type TokenSource = (refused: boolean) => Promise<string>

/** The operations over HTTPS. Rejects with the server's errors, `UNREACHABLE` or `TIMED_OUT`. */
export class Http {
  readonly #url: string
  readonly #platform: Platform
  readonly #timeoutMs: number
  readonly #underWay = new Set<AbortController>()

  constructor(url: string, platform: Platform, timeoutMs: number) {
    this.#url = url
    this.#platform = platform
    this.#timeoutMs = timeoutMs
  }

  /** Gives up what is under way: it rejects with `TIMED_OUT`. */
  abort(): void {
    for (const request of this.#underWay) request.abort()
  }

  /** An operation that needs no identity. */
  call<Name extends OpenOperation>(name: Name, input: Input<Name>): Promise<OperationReply<Name>> {
    return this.#ask(name, input)
  }

  /** An operation of the person signed in. A refused token is exchanged once. */
  async callAs<Name extends OwnOperation>(
    tokens: TokenSource,
    name: Name,
    input: Input<Name>,
  ): Promise<OperationReply<Name>> {
    const token = await tokens(false)
    try {
      return await this.#ask(name, input, token)
    } catch (error) {
      const { code } = asParleyError(error, 'INTERNAL')
      if (code !== 'UNAUTHENTICATED' || isSignedOut(error)) throw error
      return this.#ask(name, input, await tokens(true))
    }
  }

  async #ask<Name extends OperationName>(
    name: Name,
    { path = {}, query = {}, body }: { path?: object; query?: object; body?: object },
    token?: string,
  ): Promise<OperationReply<Name>> {
    const [method, template] = ROUTES[name].split(' ') as [string, string]
    const response = await this.#fetch(this.#url + fill(template, path) + search(query), {
      method,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (response.status === 200) return response.body as OperationReply<Name>
    throw refusal(response.status, response.body)
  }

  /** The deadline covers the body as well: a connection can die in the middle of an answer. */
  async #fetch(url: string, init: RequestInit): Promise<{ status: number; body: unknown }> {
    const abort = new AbortController()
    const timer = this.#platform.setTimeout(() => abort.abort(), this.#timeoutMs)
    this.#underWay.add(abort)
    try {
      const response = await this.#platform.fetch(url, { ...init, signal: abort.signal })
      const text = await response.text()
      return { status: response.status, body: parse(text) }
    } catch (cause) {
      throw new ParleyError(abort.signal.aborted ? 'TIMED_OUT' : 'UNREACHABLE', { cause })
    } finally {
      this.#platform.clearTimeout(timer)
      this.#underWay.delete(abort)
    }
  }
}

/** Whether this device was signed out from another one: no other token of the same sign-in is any better. */
export function isSignedOut(error: unknown): boolean {
  const { code, detail } = asParleyError(error, 'INTERNAL')
  return code === 'UNAUTHENTICATED' && (detail === 'device' || detail === 'signed-out')
}

function fill(template: string, path: object): string {
  const values = path as Record<string, string | number>
  return template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''))
}

function search(query: object): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  return given
    .map(([name, value], index) => `${index ? '&' : '?'}${name}=${encodeURIComponent(value)}`)
    .join('')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** API Gateway itself also refuses, in its own words: then the status has to tell. */
function refusal(status: number, body: unknown): ParleyError {
  const { error } = (body ?? {}) as { error?: WireError }
  if (error?.code) return fromWire(error)
  const byStatus: Record<number, ErrorCode> = {
    400: 'BAD_REQUEST',
    401: 'UNAUTHENTICATED',
    403: 'FORBIDDEN',
    404: 'NOT_FOUND',
    413: 'TOO_LARGE',
    429: 'RATE_LIMITED',
  }
  return new ParleyError(byStatus[status] ?? 'INTERNAL', { detail: `HTTP ${status}` })
}
