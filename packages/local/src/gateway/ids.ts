import { randomBytes } from 'node:crypto'

const base64Id = () => `${randomBytes(11).toString('base64url')}=`

/** 16 characters ending in `=`, as API Gateway's: it has to survive URL encoding. */
export const newConnectionId = base64Id
export const newRequestId = base64Id
export const newMessageId = base64Id

/** API Gateway tells a malformed id (400) from one that names no connection (410). */
export const isConnectionId = (id: string) => /^[\w-]{15}=$/.test(id)
