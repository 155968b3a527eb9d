/**
 * The Parley SDK: `createClient`, then `signIn`, `connect`, `openDirect` or `createGroup`, `send`, and events.
 * Runs in browsers and on Node 24; storage for Node is in `@parley/client/node`.
 */

export type {
  Change,
  ConversationId,
  ConversationSettings,
  DeviceId,
  HistoryRule,
  Role,
  UserId,
  Watermark,
} from '@parley/domain'
export type {
  About,
  AccountSettings,
  ChatClient,
  ChatEvents,
  Chosen,
  ClientOptions,
  ConnectionState,
  Conversation,
  Device,
  HistoryPage,
  HistoryQuery,
  InvitePreview,
  LogEnd,
  NewGroup,
  Person,
  SendOptions,
} from './api.ts'
export { createClient } from './client.ts'
export { type DeviceErrorCode, ParleyError, type ParleyErrorCode } from './error.ts'
export type { Ack, Message, MessageStatus, Outgoing } from './message.ts'
export type { Platform } from './platform.ts'
export { indexedDbStorage } from './storage/indexed-db.ts'
export { memoryStorage } from './storage/memory.ts'
export type { Change as StorageChange, Range, Storage, StoredRecord } from './storage.ts'
export type { Timing } from './timing.ts'
