import type { ActionName, ActionReply, ActionRequest } from '@parley/protocol'
import type { Tails } from '../conversation/append.ts'
import type { Inbox, Members, MessageLog, Profiles, Sockets, Speaker } from '../ports.ts'

/** What an action may use. */
export type ActionContext = {
  readonly log: MessageLog
  readonly tails: Tails
  readonly members: Members
  readonly inbox: Inbox
  readonly profiles: Profiles
  readonly sockets: Sockets
  readonly connection: Parameters<Sockets['speaker']>[0]
  /** Who speaks, as the socket's row says. Throws `UNAUTHENTICATED`. */
  readonly speaker: () => Promise<Speaker>
  readonly now: () => number
}

/** One client action: parse has been done; load, decide, commit, and return the reply. */
export type Action<Name extends ActionName> = (
  request: ActionRequest<Name>,
  context: ActionContext,
) => Promise<ActionReply<Name>>
