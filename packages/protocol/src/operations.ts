import type * as z from 'zod/mini'
import { accounts } from './operations/accounts.ts'
import { chats } from './operations/chats.ts'
import { conversations } from './operations/conversations.ts'
import { files } from './operations/files.ts'
import { messages } from './operations/messages.ts'
import { people } from './operations/people.ts'

/** What a client may ask over HTTPS: operation → route, schemas, errors. A folder's file holds what belongs together. */
export const OPERATIONS = {
  ...accounts,
  ...people,
  ...conversations,
  ...messages,
  ...files,
  ...chats,
} as const

export type OperationName = keyof typeof OPERATIONS
export type OperationsBehind<Door extends 'accounts' | 'http'> = {
  [Name in OperationName]: (typeof OPERATIONS)[Name]['door'] extends Door ? Name : never
}[OperationName]
export type OperationPath<Name extends OperationName> = z.infer<(typeof OPERATIONS)[Name]['path']>
export type OperationQuery<Name extends OperationName> = z.infer<(typeof OPERATIONS)[Name]['query']>
export type OperationBody<Name extends OperationName> = z.infer<(typeof OPERATIONS)[Name]['body']>
export type OperationReply<Name extends OperationName> = z.infer<(typeof OPERATIONS)[Name]['reply']>
