import { DEFAULT_RULES } from '../lambdas/rules.ts'
import { share, sum, type Usage } from './usage.ts'

/** What each part of presence uses, counted once. */
export type PresenceParts = {
  /** A heartbeat that writes nothing. */
  readonly heartbeat: Usage
  /** What a heartbeat that writes uses beside that. */
  readonly write: Usage
  /** What coming online uses beside a heartbeat, by how many watch: none, one, and each more. */
  readonly come: Turn & { readonly unwatched: Usage }
  /** A look that finds somebody gone. */
  readonly go: Turn
  /** A look that finds somebody seen since. */
  readonly look: Usage
  /** To begin or go on watching: for the list, and for each person in it. */
  readonly watch: { readonly list: Usage; readonly person: Usage }
}

type Turn = { readonly watched: Usage; readonly more: Usage }

/** Seconds. */
export type PresenceSetting = {
  readonly heartbeat: number
  readonly timeout: number
  readonly written: number
}

const HOUR = 3_600
const WATCHES_AN_HOUR = 4

/** The default, and what a deployment might choose instead; each as `presenceHeartbeat` alone would have it. */
export const SETTINGS: readonly PresenceSetting[] = [5, 10, 30].map((heartbeat) => {
  const { timeout, written } = DEFAULT_RULES.presence
  return {
    heartbeat,
    timeout: Math.max(timeout / 1000, 2 * heartbeat),
    written: Math.max(written / 1000, heartbeat),
  }
})

export const FORMULA = [
  'An hour in use = heartbeats · (heartbeat) + writes · (write) + looks · (look) + come + go + 4 · watchers · (watch a person), where',
  'heartbeats = 3600 / H, writes = 3600 / (H · ⌈W / H⌉), looks = 3600 / (T + W + 1 − H · ⌈W / H⌉ / 2) if anybody watches, else 0;',
  'H, T, W: heartbeat, timeout, written, in seconds. Each part is counted once, by itself, in a running system.',
].join('\n')

/** How often a part is needed in an hour of somebody in use. */
export function timesAnHour({ heartbeat, timeout, written }: PresenceSetting, watchers: number) {
  const apart = heartbeat * Math.ceil(written / heartbeat)
  return {
    heartbeats: HOUR / heartbeat,
    writes: HOUR / apart,
    looks: watchers > 0 ? HOUR / (timeout + written + 1 - apart / 2) : 0,
  }
}

/** An hour in which a person is online all the time; `watchers` ask again in it, but for what their lists cost. */
export function hourOnline(parts: PresenceParts, setting: PresenceSetting, watchers: number): Usage {
  const { heartbeats, writes, looks } = timesAnHour(setting, watchers)
  return sum([
    times(parts.heartbeat, heartbeats),
    times(parts.write, writes),
    times(parts.look, looks),
    times(parts.watch.person, WATCHES_AN_HOUR * watchers),
  ])
}

/** The same with coming at its beginning and going at its end. Nobody turns offline whom nobody watches. */
export function hourInUse(parts: PresenceParts, setting: PresenceSetting, watchers: number): Usage {
  const turn = ({ watched, more }: Turn) => sum([watched, times(more, watchers - 1)])
  const turns = watchers === 0 ? [parts.come.unwatched] : [turn(parts.come), turn(parts.go)]
  return sum([hourOnline(parts, setting, watchers), ...turns])
}

/** What it uses to hear of others for an hour, beside what each of them costs. */
export function hourOfWatching(parts: PresenceParts): Usage {
  return times(parts.watch.list, WATCHES_AN_HOUR)
}

/** So many people, online all day, nobody watching. */
export function dayOnline(parts: PresenceParts, setting: PresenceSetting, people: number): Usage {
  return times(hourOnline(parts, setting, 0), 24 * people)
}

function times(usage: Usage, count: number): Usage {
  return count === 0 ? share(usage, Number.POSITIVE_INFINITY) : share(usage, 1 / count)
}
