import type { UserId } from '@parley/domain'
import type {
  OperationBody,
  OperationName,
  OperationPath,
  OperationQuery,
  OperationReply,
} from '@parley/protocol'
import type { Tails } from '../conversation/append.ts'
import type { Identities, Inbox, Members, MessageLog, Profiles, Sockets, Texts } from '../ports.ts'

/** The three parts of a request, as the wire's schemas left them. */
export type OperationInput<Name extends OperationName> = {
  readonly path: OperationPath<Name>
  readonly query: OperationQuery<Name>
  readonly body: OperationBody<Name>
}

/** What an operation with an identity may use. */
export type OperationContext = {
  readonly user: UserId
  readonly log: MessageLog
  readonly tails: Tails
  readonly members: Members
  readonly inbox: Inbox
  readonly profiles: Profiles
  readonly sockets: Sockets
  readonly texts: Texts
  readonly now: () => number
}

/** What an operation without one may use. */
export type DoorContext = { readonly identities: Identities; readonly profiles: Profiles }

/** One operation: parse has been done; load, decide, commit, and return the reply. */
export type Operation<Name extends OperationName, Using = OperationContext> = (
  input: OperationInput<Name>,
  context: Using,
) => Promise<OperationReply<Name>>
