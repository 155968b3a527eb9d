/**
 * What the rules need of the world. Every port has an adapter on AWS and a twin in memory, held to one
 * contract suite (test/contract). An expected conflict is a return value; only faults are thrown.
 */
export type * from './ports/conversations.ts'
export type * from './ports/delivery.ts'
export type * from './ports/inbox.ts'
export type * from './ports/log.ts'
export type * from './ports/media.ts'
export type * from './ports/people.ts'
export type * from './ports/presence.ts'
export type * from './ports/push.ts'
export type * from './ports/sockets.ts'
