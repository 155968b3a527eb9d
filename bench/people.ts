import { randomBytes } from 'node:crypto'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { ConnectionId, DeviceId, UserId } from '@parley/domain'
import { key } from '../lambdas/adapters/chat-keys.ts'
import { toItem } from '../lambdas/adapters/dynamo.ts'
import { dynamoSockets } from '../lambdas/adapters/sockets.ts'
import { hashOf, newSecret, ticketFor } from '../lambdas/identity.ts'
import { putAll } from './crowd.ts'

const MINUTE_MS = 60_000

/** People with profiles and no password: written straight into the table, as signing up leaves them there. */
export async function settle(client: DynamoDBClient, table: string, count: number): Promise<UserId[]> {
  const users = Array.from({ length: count }, newUser)
  const items = users.flatMap((user) => {
    const handle = `h${user.slice(0, 20)}`
    return [
      { ...key.profile(user), ...toItem({ handle, name: 'Somebody' }) },
      { ...key.handle(handle), ...toItem({ user }) },
    ]
  })
  await putAll(client, table, items)
  return users
}

/** A ticket for one of them, good for a minute, as if asked for over HTTPS: that would need a password. */
export async function ticketOf(client: DynamoDBClient, table: string, user: UserId): Promise<string> {
  const [device, secret] = ['phone-of-one' as DeviceId, newSecret()]
  const signedInAt = Date.now()
  const expiresAt = signedInAt + MINUTE_MS
  await dynamoSockets(client, table).issue({ user, device, hash: hashOf(secret), expiresAt, signedInAt })
  return ticketFor({ user, device }, secret)
}

/** Sockets whose devices are gone without a word: registered, and answered "gone". */
export async function abandonSockets(client: DynamoDBClient, table: string, users: readonly UserId[]) {
  const [device, since] = ['phone-of-one' as DeviceId, Date.now() - MINUTE_MS]
  const items = users.flatMap((user) => {
    const connection = `${randomBytes(11).toString('base64url')}=` as ConnectionId
    return [
      { ...key.sockets(user), ...toItem({ [`s:${device}`]: { c: connection, t: since } }) },
      { ...key.socket(connection), ...toItem({ user, device, since }) },
    ]
  })
  await putAll(client, table, items)
}

function newUser(): UserId {
  const id = BigInt(`0x${randomBytes(16).toString('hex')}`)
  return id.toString(36).padStart(25, '0') as UserId
}
