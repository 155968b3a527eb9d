import type { UserId } from '@parley/domain'
import type {
  OperationBody,
  OperationName,
  OperationPath,
  OperationQuery,
  OperationReply,
} from '@parley/protocol'
import type {
  Endings,
  Identities,
  Invites,
  Marks,
  MediaStore,
  Post,
  Profiles,
  PushEndpoints,
  Pusher,
  Texts,
  Thumbnails,
} from '../ports.ts'
import type { World } from '../world.ts'

/** The three parts of a request, as the wire's schemas left them. */
export type OperationInput<Name extends OperationName> = {
  readonly path: OperationPath<Name>
  readonly query: OperationQuery<Name>
  readonly body: OperationBody<Name>
}

/** What an operation with an identity may use. */
export type OperationContext = World & {
  readonly user: UserId
  /** When this user signed in for the token that it shows, milliseconds since the epoch. */
  readonly signedInAt: number
  readonly texts: Texts
  readonly invites: Invites
  readonly marks: Marks
  readonly post: Post
  readonly mediaStore: MediaStore
  readonly thumbnails: Thumbnails
  readonly pushEndpoints: PushEndpoints
  readonly pusher: Pusher
  readonly endings: Endings
}

/** What an operation without one may use. */
export type DoorContext = { readonly identities: Identities; readonly profiles: Profiles }

/** One operation: parse has been done; load, decide, commit, and return the reply. */
export type Operation<Name extends OperationName, Using = OperationContext> = (
  input: OperationInput<Name>,
  context: Using,
) => Promise<OperationReply<Name>>
