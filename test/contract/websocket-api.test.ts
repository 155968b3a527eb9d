import { once } from 'node:events'
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi'
import type { ConnectionId } from '@parley/domain'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { gatewayPost } from '../../lambdas/adapters/post.ts'
import { startWebSocketApi } from '../../packages/local/src/gateway/websocket-api.ts'
import { LOCAL_ACCESS } from '../fixtures/dynamodb.ts'
import { inTime } from '../fixtures/eventually.ts'
import { type PostUnderTest, postContract } from './post.contract.ts'

type Handshake = { requestContext: { connectionId: ConnectionId } }

/** Posting through API Gateway's connection API to real sockets. `atConnect` runs before a handshake is answered. */
async function start(
  atConnect: (connection: ConnectionId, post: PostUnderTest['post']) => Promise<void> = async () => {},
): Promise<PostUnderTest> {
  let isThrottled = false
  let opening: ConnectionId | undefined
  const api = await startWebSocketApi({
    apiId: 'api',
    stage: 'prod',
    region: LOCAL_ACCESS.region,
    accountId: '000000000000',
    port: 0,
    routeSelectionExpression: '$request.body.action',
    routes: new Map([['$connect', { invoke: connected, routeResponse: false }]]),
    throttle: () => !isThrottled,
    log: { info() {}, warn() {}, error() {} },
  })
  const client = new ApiGatewayManagementApiClient({
    endpoint: api.callbackUrl,
    ...LOCAL_ACCESS,
    maxAttempts: 1,
  })
  const post = gatewayPost(client)
  onTestFinished(async () => {
    client.destroy()
    await api.stop()
  })

  async function connected(event: unknown) {
    opening = (event as Handshake).requestContext.connectionId
    await atConnect(opening, post)
    return { statusCode: 200 }
  }

  return {
    post,
    throttle: () => {
      isThrottled = true
    },
    async connect() {
      const received: string[] = []
      const socket = new WebSocket(api.url)
      socket.on('message', (data) => received.push(String(data)))
      onTestFinished(() => socket.terminate())
      await inTime(once(socket, 'open'), 'the socket opened')
      return {
        connection: opening!,
        received: () => received,
        isOpen: () => socket.readyState === WebSocket.OPEN,
      }
    },
  }
}

describe('Post to a WebSocket API', () => {
  postContract(start)

  it('says that a socket is gone while its handshake has not been answered, and serves it after', async () => {
    const outcomes: string[] = []
    const { post, connect } = await start(async (connection, early) => {
      outcomes.push(await early.send(connection, 'too early'))
    })
    const { connection } = await connect()
    expect(outcomes).toEqual(['gone'])
    expect(await post.send(connection, 'now')).toBe('sent')
  })
})
