import type { OPERATIONS, OperationName, OperationsBehind } from '@parley/protocol'

/** The protocol's routes, written again so that its schemas stay out of the bundle; the type holds them equal. */
export const ROUTES: { readonly [Name in OperationName]: (typeof OPERATIONS)[Name]['route'] } = {
  createAccount: 'POST /v1/accounts',
  createSession: 'POST /v1/sessions',
  refreshSession: 'POST /v1/sessions/refresh',
  getMe: 'GET /v1/me',
  putMe: 'PUT /v1/me',
  findPerson: 'GET /v1/people/{handle}',
  getProfiles: 'POST /v1/profiles',
  createTicket: 'POST /v1/tickets',
  openDirect: 'POST /v1/conversations/direct',
  sync: 'GET /v1/sync',
  listEntries: 'GET /v1/conversations/{conversation}/messages',
  sendLong: 'POST /v1/conversations/{conversation}/messages',
  getText: 'GET /v1/conversations/{conversation}/messages/{seq}/text',
}

export type OpenOperation = OperationsBehind<'accounts'>
export type OwnOperation = OperationsBehind<'http'>
