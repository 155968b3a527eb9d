import type { OperationsBehind } from '@parley/protocol'
import * as accounts from './accounts.ts'
import * as chats from './chats.ts'
import * as contacts from './contacts.ts'
import * as conversations from './conversations.ts'
import * as devices from './devices.ts'
import * as files from './files.ts'
import * as groups from './groups.ts'
import * as invites from './invites.ts'
import * as marks from './marks.ts'
import * as members from './members.ts'
import * as messages from './messages.ts'
import type { DoorContext, Operation, OperationContext } from './operation.ts'
import * as people from './people.ts'
import { getPresence } from './presence.ts'
import * as push from './push.ts'
import * as receipts from './receipts.ts'
import * as settings from './settings.ts'
import { sync } from './sync.ts'
import { createTicket } from './tickets.ts'

/** Every operation of the wire table has its handler here: a missing one does not compile. */
export const operations: { [Name in OperationsBehind<'http'>]: Operation<Name, OperationContext> } = {
  ...people,
  ...contacts,
  ...settings,
  ...devices,
  ...conversations,
  ...groups,
  ...members,
  ...invites,
  ...chats,
  ...marks,
  ...push,
  ...receipts,
  ...messages,
  ...files,
  createTicket,
  getPresence,
  sync,
}

/** Those of the door that needs no identity. */
export const doorOperations: { [Name in OperationsBehind<'accounts'>]: Operation<Name, DoorContext> } =
  accounts
