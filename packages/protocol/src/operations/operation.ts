import * as z from 'zod/mini'
import type { ErrorCode } from '../errors.ts'

/** What is to be known of an operation. */
export type Operations = Record<
  string,
  {
    summary: string
    route: `${'GET' | 'POST' | 'PUT' | 'DELETE'} /v1/${string}`
    /** The function that answers: `accounts` needs no identity, `http` always has one (the JWT authorizer stands in front). */
    door: 'accounts' | 'http'
    path: z.ZodMiniType
    query: z.ZodMiniType
    body: z.ZodMiniType
    reply: z.ZodMiniType
    /** Beyond `COMMON_ERRORS`, and `TOO_LARGE` where there is a body. */
    errors: readonly ErrorCode[]
  }
>

export const none = z.strictObject({})

/** A query string carries text: digits are read as the number they write. */
export const inQuery = (schema: z.ZodMiniType<number, number>) =>
  z.pipe(z.pipe(z.string().check(z.regex(/^\d{1,15}$/)), z.transform(Number)), schema)
