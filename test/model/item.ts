import type { UserId } from '@parley/domain'
import type { ActionName, ActionRequest, ErrorCode } from '@parley/protocol'
import type { Device } from './device.ts'
import type { Command } from './reference.ts'

/** What appends: kept by its device until it is answered, and said again with the same words. */
export type Item = {
  readonly device: Device
  readonly request: ActionRequest<AppendingAction>
  readonly command: Command
  ack?: { readonly seq: number; readonly n: number; readonly at: number; readonly expires?: number }
  refused?: ErrorCode
}
export type AppendingAction = Extract<ActionName, 'send' | 'edit' | 'delete' | 'react' | 'pin'>

/** Something that was asked, while the log went from one position to another and the clock from one time to another. */
export type Attempt = {
  readonly user: UserId
  readonly command: Command
  readonly item?: Item
  readonly from: number
  readonly since: number
  to: number
  until: number
  /** How it ended: granted, at a position if it has one of its own; or refused. */
  seq?: number
  code?: ErrorCode
}

/** A receipt: what was said, by when it had been taken, and what had happened by when it was begun. */
export type Said = {
  readonly user: UserId
  readonly delivered: number
  readonly read: number
  /** The end of the log before, and when it had been taken; and how much had happened by then. */
  readonly from: number
  to: number
  readonly happened: number
  done: number
}

/** What a device's own entry looks like, as it knows by the ack. */
export function entryOf({ device, request }: Item, ack: NonNullable<Item['ack']>) {
  const { user: from, device: id } = device.speaker
  const base = { ...ack, from, device: id, clientId: request.clientId }
  switch (request.action) {
    case 'send':
      return { ...base, kind: 'text' as const, text: request.text }
    case 'edit':
      return { ...base, kind: 'edit' as const, target: request.target, text: request.text }
    case 'delete':
      return { ...base, kind: 'deletion' as const, target: request.target }
    case 'react': {
      const emoji = request.emoji === undefined ? {} : { emoji: request.emoji }
      return { ...base, kind: 'reaction' as const, target: request.target, ...emoji }
    }
    case 'pin': {
      const type = request.pinned ? ('pinned' as const) : ('unpinned' as const)
      return { ...base, kind: 'change' as const, change: { type, target: request.target } }
    }
  }
}
