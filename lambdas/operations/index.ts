import type { OperationsBehind } from '@parley/protocol'
import * as accounts from './accounts.ts'
import * as conversations from './conversations.ts'
import * as messages from './messages.ts'
import type { DoorContext, Operation, OperationContext } from './operation.ts'
import * as people from './people.ts'
import { sync } from './sync.ts'
import { createTicket } from './tickets.ts'

/** Every operation of the wire table has its handler here: a missing one does not compile. */
export const operations: { [Name in OperationsBehind<'http'>]: Operation<Name, OperationContext> } = {
  ...people,
  ...conversations,
  ...messages,
  createTicket,
  sync,
}

/** Those of the door that needs no identity. */
export const doorOperations: { [Name in OperationsBehind<'accounts'>]: Operation<Name, DoorContext> } =
  accounts
