import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Outcome } from './integration.ts'

/** What `$connect` decided: the subprotocol to echo, or the status that refuses the upgrade. */
export type Verdict = { accept: true; protocol?: string } | { accept: false; status: number }

export function verdictOf(outcome: Outcome): Verdict {
  if (outcome.status === 'timed-out') return { accept: false, status: 504 }
  if (outcome.status === 'failed') return { accept: false, status: 502 }
  const result = outcome.value as { statusCode?: unknown; headers?: Record<string, unknown> } | null
  const status = Number(result?.statusCode)
  if (!Number.isInteger(status) || status < 200 || status > 599) return { accept: false, status: 502 }
  if (status >= 300) return { accept: false, status }
  const protocol = subprotocol(result?.headers)
  return { accept: true, ...(protocol !== undefined && { protocol }) }
}

/** Answers an upgrade request with a plain HTTP refusal. */
export function refuseUpgrade(socket: Duplex, status: number, body = ''): void {
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n` +
      `Connection: close\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

function subprotocol(headers: Record<string, unknown> | undefined): string | undefined {
  const name = Object.keys(headers ?? {}).find((key) => key.toLowerCase() === 'sec-websocket-protocol')
  const value = name && headers?.[name]
  return typeof value === 'string' ? value : undefined
}
