/**
 * The Parley SDK: `createClient`, then `signIn`, `connect`, `openDirect`, `send`, and events.
 * Runs in browsers and on Node 24; storage for Node is in `@parley/client/node`.
 */

export type { ConversationId, Head, UserId, Watermark } from '@parley/domain'
export type {
  ChatClient,
  ChatEvents,
  ClientOptions,
  ConnectionState,
  Conversation,
  HistoryPage,
  HistoryQuery,
  Person,
} from './api.ts'
export { createClient } from './client.ts'
export { type DeviceErrorCode, ParleyError, type ParleyErrorCode } from './error.ts'
export type { Ack, Message, MessageStatus, Outgoing } from './message.ts'
export type { Platform } from './platform.ts'
export { indexedDbStorage } from './storage/indexed-db.ts'
export { memoryStorage } from './storage/memory.ts'
export type { Change, Range, Storage, StoredRecord } from './storage.ts'
export type { Timing } from './timing.ts'
