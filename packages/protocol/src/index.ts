export * from './actions.ts'
export * from './errors.ts'
export * from './events.ts'
export * from './json.ts'
export * from './limits.ts'
export * from './operations.ts'
export * from './parse.ts'
export type {
  WireAccountSettings,
  WireAudience,
  WireChange,
  WireChatSettings,
  WireContact,
  WireConversation,
  WireEntry,
  WireInboxRow,
  WireMedia,
  WireOwnProfile,
  WirePresence,
  WireProfile,
} from './schema.ts'
