import middy from '@middy/core'
import type { ConnectionId } from '@parley/domain'
import { type EventPayload, WIRE_VERSION } from '@parley/protocol'
import { dynamoClient } from './adapters/dynamo.ts'
import { gatewayPost, managementClient } from './adapters/post.ts'
import { dynamoSockets } from './adapters/sockets.ts'
import { type ConnectEvent, handshakeEdge } from './edge/handshake-edge.ts'
import { read } from './environment.ts'
import { readTicket } from './identity.ts'

const { chatTable, allowedOrigins } = read('chatTable', 'allowedOrigins')
const origins = new Set(allowedOrigins.split(',').filter((origin) => origin !== ''))
const sockets = dynamoSockets(dynamoClient(), chatTable)
const post = gatewayPost(managementClient())

/** `$connect`: spends the ticket and registers the socket in one transaction, or refuses the handshake. */
export const handler = middy()
  .use(handshakeEdge())
  .handler(async ({ connection, origin, version, ticket }: ConnectEvent): Promise<number> => {
    // A browser always says where its page came from; a native client says nothing.
    if (origin !== undefined && !origins.has(origin)) return 403
    if (version !== String(WIRE_VERSION)) return 400
    const spent = readTicket(ticket)
    if (!spent) return 401
    const result = await sockets.open(spent, connection, Date.now())
    if (!result.opened) return 401
    if (result.replaced) await retire(result.replaced)
    return 200
  })

/** A device has one socket: the one before, if it still lives, is told why it ends. Its row goes when it has closed. */
async function retire(connection: ConnectionId): Promise<void> {
  const closing: EventPayload<'closing'> = { event: 'closing', reason: 'replaced' }
  const outcome = await post.send(connection, JSON.stringify(closing)).catch(() => 'gone')
  if (outcome !== 'gone') await post.close(connection)
}
