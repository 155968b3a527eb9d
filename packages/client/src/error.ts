import { ERRORS, type ErrorCode, type WireError } from '@parley/protocol/errors'

/** What can go wrong on the device itself; numbers from 9000 on, beside the server's table. */
const DEVICE_ERRORS = {
  UNREACHABLE: {
    number: 9000,
    retry: true,
    message: 'The server cannot be reached.',
    remedy: 'Nothing to do: the client keeps trying while it is connected.',
  },
  TIMED_OUT: {
    number: 9001,
    retry: true,
    message: 'The server did not answer in time.',
    remedy: 'Repeat the request.',
  },
  SIGNED_OUT: {
    number: 9002,
    retry: false,
    message: 'Nobody is signed in on this device, or the session was ended.',
    remedy: 'Sign in.',
  },
  REPLACED: {
    number: 9003,
    retry: false,
    message: 'The same device opened a newer connection.',
    remedy: 'Use the other window, or call connect() to take the connection back.',
  },
  CLOSED: {
    number: 9004,
    retry: false,
    message: 'This client was closed.',
    remedy: 'Create a new client on the same storage.',
  },
  OUTBOX_EXPIRED: {
    number: 9005,
    retry: false,
    message: 'The message could not be sent for as long as the outbox keeps trying.',
    remedy: 'Call retry() or discard() on it.',
  },
  CANCELLED: {
    number: 9006,
    retry: false,
    message: 'The upload was cancelled on this device.',
    remedy: 'Call retry() to begin again, or discard() on the message.',
  },
  STORAGE_FULL: {
    number: 9100,
    retry: true,
    message: 'The device has no room left for messages.',
    remedy: 'Free space on the device; what could not be stored is asked for again.',
  },
  STORAGE_FAILED: {
    number: 9101,
    retry: true,
    message: 'The storage of this device failed.',
    remedy: 'Look at the cause; what could not be stored is asked for again.',
  },
  STORAGE_BUSY: {
    number: 9102,
    retry: false,
    message: 'Another client has this storage open.',
    remedy: 'Close the other window or process, or give this client a storage of its own.',
  },
} as const

export type DeviceErrorCode = keyof typeof DEVICE_ERRORS
export type ParleyErrorCode = ErrorCode | DeviceErrorCode
export type ErrorDetails = { detail?: string | undefined; retryAfterMs?: number | undefined; cause?: unknown }

/** The only error this package throws, rejects with or emits. */
export class ParleyError extends Error {
  override readonly name = 'ParleyError'
  readonly code: ParleyErrorCode
  /** Never reused; below 9000 from the server, from 9000 on from this device. */
  readonly number: number
  /** What can be done about it, in a sentence. */
  readonly remedy: string
  /** Whether the same request can succeed later without being changed. */
  readonly retry: boolean
  /** What in the request was wrong; never its content. */
  readonly detail: string | undefined
  /** The server asks to wait this long before a retry. */
  readonly retryAfterMs: number | undefined

  constructor(code: ParleyErrorCode, details: ErrorDetails = {}) {
    const kind = code in ERRORS ? ERRORS[code as ErrorCode] : DEVICE_ERRORS[code as DeviceErrorCode]
    super(details.detail ? `${kind.message} (${details.detail})` : kind.message, { cause: details.cause })
    this.code = code
    this.number = kind.number
    this.remedy = kind.remedy
    this.retry = kind.retry
    this.detail = details.detail
    this.retryAfterMs = details.retryAfterMs
  }
}

/** The error a server's answer stands for; an answer of no known form counts as `INTERNAL`. */
export function fromWire(error: Partial<WireError> | undefined): ParleyError {
  const code = error?.code && error.code in ERRORS ? error.code : 'INTERNAL'
  return new ParleyError(code, { detail: error?.detail, retryAfterMs: error?.retryAfterMs })
}

/** Whatever was thrown, as our own error; a stranger's becomes `code` with itself as the cause. */
export function asParleyError(thrown: unknown, code: ParleyErrorCode): ParleyError {
  return thrown instanceof ParleyError ? thrown : new ParleyError(code, { cause: thrown })
}

/**
 * Whether trying again by itself is of no use. A lost session comes back with the next one. A storage that fails is
 * told to the user, who can act.
 */
export function isFinal(error: ParleyError): boolean {
  if (error.code === 'UNAUTHENTICATED' || error.code === 'SIGNED_OUT') return false
  return !error.retry || error.code.startsWith('STORAGE_')
}
