/**
 * Every environment variable a function may read, in one place. `lib` sets them by these names;
 * `read` fails at start, naming the one that is missing.
 */
export const ENVIRONMENT = {
  messagesTable: 'MESSAGES_TABLE',
  chatTable: 'CHAT_TABLE',
  textBucket: 'TEXT_BUCKET',
  /** Where deliveries too large for one function are split to. */
  partsQueue: 'PARTS_QUEUE_URL',
  /** What this deployment has decided, as JSON: see rules.ts. */
  rules: 'RULES',
  mediaBucket: 'MEDIA_BUCKET',
  /** Images to be made small. */
  thumbnailsQueue: 'THUMBNAILS_QUEUE_URL',
  /** Looks at people who may have gone offline, due later. */
  looksQueue: 'LOOKS_QUEUE_URL',
  /** What may have to be pushed. */
  pushQueue: 'PUSH_QUEUE_URL',
  /** Accounts whose end was asked for. */
  endingsQueue: 'ENDINGS_QUEUE_URL',
  /** SNS platform applications by service, as JSON; empty ones are off: see adapters/pusher.ts. */
  pushApplications: 'PUSH_APPLICATIONS',
  /** Where downloads come from when CloudFront stands before the bucket, and with what they are signed, as JSON; else empty. */
  downloads: 'DOWNLOADS',
  /** Empty in `end-account` where a foreign issuer vouches for people. */
  userPool: 'USER_POOL_ID',
  userPoolClient: 'USER_POOL_CLIENT_ID',
  /** Comma-separated origins whose pages may open a socket; native clients send none. */
  allowedOrigins: 'ALLOWED_ORIGINS',
  /** Where posts to sockets go. The AWS SDK reads it by itself: no function does. */
  callback: 'AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI',
} as const

export type Variable = keyof typeof ENVIRONMENT

/** The values of the named variables. Throws at start if one is missing. */
export function read<Name extends Variable>(...names: Name[]): Record<Name, string> {
  return Object.fromEntries(
    names.map((name) => {
      const value = process.env[ENVIRONMENT[name]]
      if (value === undefined) throw new Error(`Environment variable ${ENVIRONMENT[name]} is not set.`)
      return [name, value]
    }),
  ) as Record<Name, string>
}
