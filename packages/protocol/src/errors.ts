/**
 * Every error a client can be told. A number is never reused; `retry` says whether the same request can
 * succeed later without being changed.
 */
export const ERRORS = {
  BAD_FRAME: {
    number: 1000,
    status: 400,
    retry: false,
    message: 'The frame is not one JSON object in the expected form.',
    remedy: 'Send one UTF-8 JSON object, at most 8 levels deep, with unique keys.',
  },
  BAD_REQUEST: {
    number: 1001,
    status: 400,
    retry: false,
    message: 'A field is missing, unknown or out of range.',
    remedy:
      'Correct the field that the detail names; docs/asyncapi.json and docs/openapi.json hold the schemas.',
  },
  UNSUPPORTED: {
    number: 1002,
    status: 400,
    retry: false,
    message: 'This server does not know that action, field or version.',
    remedy: 'Update the client, or leave out what the detail names.',
  },
  TOO_LARGE: {
    number: 1003,
    status: 413,
    retry: false,
    message: 'The request is larger than this route carries.',
    remedy: 'Send long text with POST /v1/conversations/{conversation}/messages.',
  },
  BAD_CURSOR: {
    number: 1004,
    status: 400,
    retry: false,
    message: 'The cursor was not issued by this server.',
    remedy: 'Start again without a cursor.',
  },
  BAD_TEXT: {
    number: 1005,
    status: 400,
    retry: false,
    message: 'The text is empty, longer than 100,000 characters, or not valid Unicode.',
    remedy: 'Send 1 to 100,000 code points without lone surrogates.',
  },
  UNAUTHENTICATED: {
    number: 2000,
    status: 401,
    retry: false,
    message: 'There is no valid identity on this request.',
    remedy: 'Sign in again, or get a new ticket and reconnect.',
  },
  WRONG_CREDENTIALS: {
    number: 2001,
    status: 401,
    retry: false,
    message: 'The handle or the password is wrong.',
    remedy: 'Check both and try again.',
  },
  FORBIDDEN: {
    number: 2002,
    status: 403,
    retry: false,
    message: 'You may not do that.',
    remedy: 'Ask someone who may.',
  },
  WEAK_PASSWORD: {
    number: 2003,
    status: 400,
    retry: false,
    message: 'The password is too weak.',
    remedy: 'Use at least 10 characters.',
  },
  NO_PROFILE: {
    number: 2004,
    status: 409,
    retry: false,
    message: 'This account has no profile yet.',
    remedy: 'Choose a handle with PUT /v1/me.',
  },
  NOT_FOUND: {
    number: 3000,
    status: 404,
    retry: false,
    message: 'There is no such thing, or it is not yours to see.',
    remedy: 'Check the id or the handle.',
  },
  HANDLE_TAKEN: {
    number: 3001,
    status: 409,
    retry: false,
    message: 'That handle belongs to someone else.',
    remedy: 'Choose another handle.',
  },
  IDEMPOTENCY_MISMATCH: {
    number: 3002,
    status: 409,
    retry: false,
    message: 'This client id was already used for another message.',
    remedy: 'Give every new message a new client id.',
  },
  TOO_MANY_DEVICES: {
    number: 3003,
    status: 409,
    retry: false,
    message: 'This account has as many devices as it may have.',
    remedy: 'Sign out a device that is no longer used.',
  },
  TOO_MANY: {
    number: 3004,
    status: 409,
    retry: false,
    message: 'There are as many of these as there may be.',
    remedy: 'Take some away first; the detail says of what there are too many.',
  },
  TOO_LATE: {
    number: 3005,
    status: 409,
    retry: false,
    message: 'The time in which this message could be changed has passed.',
    remedy: 'Send another message instead.',
  },
  EXPIRED: {
    number: 3006,
    status: 410,
    retry: false,
    message: 'The part of the conversation in which this message may already stand has disappeared.',
    remedy: 'Look whether it was sent; if not, send it as a new message.',
  },
  NOT_READY: {
    number: 3007,
    status: 409,
    retry: true,
    message: 'The file has not arrived, or has not been checked yet.',
    remedy: 'Complete the upload, then repeat the same request.',
  },
  BAD_MEDIA: {
    number: 3008,
    status: 409,
    retry: false,
    message: 'The file is not what was announced, or cannot be used here.',
    remedy:
      'Upload it again under a new client id; the detail says what was wrong. Any file goes as a document.',
  },
  RATE_LIMITED: {
    number: 4000,
    status: 429,
    retry: true,
    message: 'Too many requests.',
    remedy: 'Wait for the stated delay, then repeat the same request.',
  },
  CONTENDED: {
    number: 4001,
    status: 503,
    retry: true,
    message: 'Too many people wrote to this conversation at the same moment.',
    remedy: 'Repeat the same request with the same client id.',
  },
  INTERNAL: {
    number: 5000,
    status: 500,
    retry: true,
    message: 'The server failed.',
    remedy: 'Repeat the same request with the same client id.',
  },
} as const satisfies Record<string, ErrorKind>

type ErrorKind = { number: number; status: number; retry: boolean; message: string; remedy: string }

export type ErrorCode = keyof typeof ERRORS

/** What any request can meet, so that no action or operation has to list it. */
export const COMMON_ERRORS = [
  'BAD_FRAME',
  'BAD_REQUEST',
  'UNSUPPORTED',
  'UNAUTHENTICATED',
  'INTERNAL',
] as const satisfies readonly ErrorCode[]

/** An error as it crosses the wire. */
export type WireError = {
  code: ErrorCode
  number: number
  message: string
  remedy: string
  retry: boolean
  /** What in the request was wrong; never its content. */
  detail?: string
  /** Wait this long before a retry. */
  retryAfterMs?: number
}

/** Thrown inside the server for any refusal a client is told; only its code and detail leave. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: ErrorCode
  readonly detail: string | undefined
  readonly retryAfterMs: number | undefined

  constructor(code: ErrorCode, detail?: string, retryAfterMs?: number) {
    super(detail ? `${code}: ${detail}` : code)
    this.code = code
    this.detail = detail
    this.retryAfterMs = retryAfterMs
  }
}

/** The wire form of anything thrown: a refusal as it is, everything else as `INTERNAL` and nothing more. */
export function toWireError(thrown: unknown): WireError {
  const refusal = thrown instanceof Refusal ? thrown : new Refusal('INTERNAL')
  const { number, message, remedy, retry } = ERRORS[refusal.code]
  return {
    code: refusal.code,
    number,
    message,
    remedy,
    retry,
    ...(refusal.detail === undefined ? {} : { detail: refusal.detail }),
    ...(refusal.retryAfterMs === undefined ? {} : { retryAfterMs: refusal.retryAfterMs }),
  }
}

export function statusOf(error: WireError): number {
  return ERRORS[error.code].status
}
