import type { Badges, PushEndpoints, Pusher } from '../ports.ts'
import type { World } from '../world.ts'

/** What pushing uses. */
export type Pushes = Pick<World, 'log' | 'known' | 'inbox' | 'settings' | 'profiles' | 'now'> & {
  readonly badges: Badges
  readonly pushEndpoints: PushEndpoints
  readonly pusher: Pusher
}
