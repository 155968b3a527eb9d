/**
 * The Parley SDK: `createClient`, then `signIn`, `connect`, `openDirect` or `createGroup`, `send`, and events.
 * Runs in browsers, in React Native and on Node; storage for Node is in `@parley/client/node`, React hooks in `@parley/client/react`.
 */

export type {
  Audience,
  Change,
  ConversationId,
  ConversationSettings,
  DeviceId,
  HistoryRule,
  Media,
  MediaId,
  MediaKind,
  Role,
  UserId,
  Watermark,
} from '@parley/domain'
export { isQuiet } from '@parley/domain'
export type { ChatEvents, ConnectionState } from './chat-events.ts'
export { createClient } from './client.ts'
export type {
  AccountSettings,
  ChatClient,
  Contact,
  Device,
  InvitePreview,
  NewGroup,
  OwnProfile,
  Presence,
  ProfileChange,
  PushToken,
} from './client-api.ts'
export type { ClientOptions } from './client-options.ts'
export type {
  About,
  Chosen,
  Conversation,
  HistoryPage,
  HistoryQuery,
  LogEnd,
  SendOptions,
} from './conversation-api.ts'
export { type DeviceErrorCode, ParleyError, type ParleyErrorCode } from './error.ts'
export { kindOfFile } from './kind-of-file.ts'
export type { Attachment, Download, FileSource, Upload, UploadAbout } from './media-api.ts'
export type { Ack, Message, MessageStatus, Outgoing } from './message.ts'
export type { Person } from './person.ts'
export type { Platform, Transfer } from './platform.ts'
export { indexedDbStorage } from './storage/indexed-db.ts'
export { keyValueStorage } from './storage/key-value.ts'
export type { KeyValueStore } from './storage/key-value-log.ts'
export { memoryStorage } from './storage/memory.ts'
export type { Change as StorageChange, Range, Storage, StoredRecord } from './storage.ts'
export type { Timing } from './timing.ts'
