import { SnsFault } from './sns-query.ts'

/** Bytes that SNS takes in one message, and that Apple and Google take in one notification. */
const MESSAGE_BYTES_MAX = 256 * 1024
const NOTIFICATION_BYTES_MAX = 4_096

/**
 * What a platform is handed of a message: the platform's own entry of a `json` message, which has to be a notification
 * in JSON, or else the text that is meant for every platform, wrapped. Throws SNS's fault.
 */
export function payloadFor(platform: string, message: string, structure: string | null): object {
  if (message === '') throw invalid('Empty message')
  if (Buffer.byteLength(message) > MESSAGE_BYTES_MAX) throw invalid('Message too long')
  const entries = structure === 'json' ? parsedMessage(message) : { default: message }
  const own = entries[platform]
  if (own === undefined && entries.default === undefined)
    throw invalid(`JSON must contain an entry for 'default' or '${platform}'.`)
  const payload = own === undefined ? wrapped(platform, entries.default!) : notification(platform, own)
  if (Buffer.byteLength(own ?? JSON.stringify(payload)) > NOTIFICATION_BYTES_MAX)
    throw invalidNotification(platform, 'Notification is too long')
  return payload
}

function parsedMessage(message: string): Record<string, string> {
  const failed = invalid('Message Structure - JSON message body failed to parse')
  const value = parsed(message)
  if (value === undefined || Object.values(value).some((entry) => typeof entry !== 'string')) throw failed
  return value as Record<string, string>
}

function notification(platform: string, text: string): object {
  const value = parsed(text)
  if (value === undefined) throw invalidNotification(platform, 'Notification is malformed')
  return value
}

const wrapped = (platform: string, text: string): object =>
  platform.startsWith('APNS') ? { aps: { alert: text } } : { data: { default: text } }

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

const invalid = (what: string) => new SnsFault('InvalidParameter', `Invalid parameter: ${what}`)

const invalidNotification = (platform: string, why: string) =>
  invalid(`Message Reason: Invalid notification for protocol ${platform}: ${why}`)
