import type { DeviceId, UserId } from '@parley/domain'
import type { ActionName, ActionReply, OperationReply, WireAccountSettings } from '@parley/protocol'
import type { ChatEvents } from './chat-events.ts'
import type { ServerClock } from './clock.ts'
import type { Downloads } from './downloads.ts'
import type { Emitter } from './emitter.ts'
import type { Input } from './http.ts'
import type { Outbox } from './outbox.ts'
import type { People } from './people.ts'
import type { Platform } from './platform.ts'
import type { OwnOperation } from './routes.ts'
import type { Slots } from './slots.ts'
import type { Fields } from './socket.ts'
import type { Store } from './store.ts'
import type { Timing } from './timing.ts'

/** What the conversations of one client share. */
export type Context = {
  readonly platform: Platform
  readonly timing: Timing
  readonly store: Store
  readonly outbox: Outbox
  readonly downloads: Downloads
  readonly people: People
  readonly clock: ServerClock
  readonly events: Emitter<ChatEvents>
  readonly device: DeviceId
  readonly fetchLongText: boolean
  /** Bounds how many requests run at a time, however many conversations are behind. */
  readonly slots: Slots
  readonly me: () => UserId | undefined
  readonly isOnline: () => boolean
  readonly call: <Name extends OwnOperation>(name: Name, input: Input<Name>) => Promise<OperationReply<Name>>
  /** Says something on the socket; rejects with `UNREACHABLE` while there is none. */
  readonly request: <Name extends ActionName>(
    action: Name,
    fields: Fields<Name>,
  ) => Promise<ActionReply<Name>>
  /** Asks what has changed in the inbox. */
  readonly sync: () => Promise<void>
  /** The server says how the account is set. */
  readonly onSettings: (settings: WireAccountSettings) => Promise<void>
  /** There may be receipts to send. */
  readonly pokeReceipts: () => void
  /** Something that disappears may have been stored. */
  readonly pokeExpirer: () => void
}
