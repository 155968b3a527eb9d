/** What a device makes of a push. */
export type Shown = { title?: string; body?: string; badge?: string }

type Fields = Record<string, unknown>

/** By Apple's names or by Google's; an app's own strings are named by their keys, with what goes into them. */
export function shownOf(payload: object): Shown {
  const aps = record(payload, 'aps')
  const message = record(record(payload, 'fcmV1Message'), 'message')
  const google = [payload, message, record(message, 'android')].map((of) => record(of, 'notification'))
  const alert = typeof aps.alert === 'string' ? { body: aps.alert } : record(aps, 'alert')
  const sources = [alert, ...google, record(payload, 'data'), aps]
  const first = (...names: string[]) =>
    sources.flatMap((source) => names.map((name) => source[name])).find((value) => value !== undefined)
  const [title, text, badge] = [first('title'), first('body'), first('badge', 'notification_count')]
  const key = first('loc-key', 'body_loc_key')
  const words = key === undefined ? undefined : [key, ...list(first('loc-args', 'body_loc_args'))].join(' · ')
  const body = text ?? words
  return {
    ...(title !== undefined && { title: String(title) }),
    ...(body !== undefined && { body: String(body) }),
    ...(badge !== undefined && { badge: String(badge) }),
  }
}

function record(of: object, name: string): Fields {
  const value = (of as Fields)[name]
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
