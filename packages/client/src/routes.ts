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
  createGroup: 'POST /v1/groups',
  getConversation: 'GET /v1/conversations/{conversation}',
  putConversation: 'PUT /v1/conversations/{conversation}',
  addMembers: 'POST /v1/conversations/{conversation}/members',
  removeMember: 'DELETE /v1/conversations/{conversation}/members/{user}',
  putMember: 'PUT /v1/conversations/{conversation}/members/{user}',
  createInvite: 'POST /v1/conversations/{conversation}/invites',
  listInvites: 'GET /v1/conversations/{conversation}/invites',
  revokeInvite: 'DELETE /v1/conversations/{conversation}/invites/{invite}',
  getInvite: 'GET /v1/invites/{code}',
  joinByInvite: 'POST /v1/invites/{code}',
  listReceipts: 'GET /v1/conversations/{conversation}/receipts',
  putChat: 'PUT /v1/conversations/{conversation}/mine',
  putMark: 'PUT /v1/conversations/{conversation}/messages/{seq}/mark',
  listMarks: 'GET /v1/conversations/{conversation}/marks',
  putSettings: 'PUT /v1/me/settings',
  listDevices: 'GET /v1/devices',
  removeDevice: 'DELETE /v1/devices/{device}',
}

export type OpenOperation = OperationsBehind<'accounts'>
export type OwnOperation = OperationsBehind<'http'>
