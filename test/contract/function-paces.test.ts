import type { ConnectionId } from '@parley/domain'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { afterAll, expect, it, vi } from 'vitest'
import { dynamoSockets } from '../../lambdas/adapters/sockets.ts'
import { ENVIRONMENT } from '../../lambdas/environment.ts'
import type { Speaker } from '../../lambdas/ports.ts'
import { DEFAULT_RULES } from '../../lambdas/rules.ts'
import { CONTEXT, frameEvent, httpEvent } from '../fixtures/api-gateway.ts'
import { startTables, type Tables } from '../fixtures/dynamodb.ts'
import { setFunctionEnvironment } from '../fixtures/functions.ts'
import { newConnection, newPair, newSpeaker } from '../fixtures/people.ts'

/** So slow that within a test nothing comes back. Of each, a tenth is free in every function. */
const PACES = {
  conversation: DEFAULT_RULES.paces.conversation,
  device: { perSecond: 0.001, burst: 20 },
  user: { perSecond: 0.001, burst: 40 },
  lookup: { perSecond: 0.001, burst: 20 },
  upload: DEFAULT_RULES.paces.upload,
}

const tables = await startTables()

if ('unavailable' in tables) {
  it.skip(`the paces of functions: ${tables.unavailable}`, () => {})
} else {
  afterAll(async () => {
    vi.unstubAllEnvs()
    await tables.stop()
  })
  setFunctionEnvironment(tables, {
    [ENVIRONMENT.rules]: JSON.stringify({ ...DEFAULT_RULES, paces: PACES }),
  })
  testPaces(tables)
}

function testPaces({ client, chat }: Tables): void {
  const sockets = dynamoSockets(client, chat)
  const opened = async (speaker: Speaker): Promise<ConnectionId> => {
    const connection = newConnection()
    await sockets.issue({ ...speaker, hash: 'hash', expiresAt: Date.now() + 60_000, signedInAt: Date.now() })
    await sockets.open({ ...speaker, hash: 'hash' }, connection, Date.now())
    return connection
  }
  /** Another function every time: what one remembers, the next does not know. */
  const newFrame = async () => {
    vi.resetModules()
    const { handler } = await import('../../lambdas/frame.ts')
    return async (connection: ConnectionId, request: object) => {
      const result = await handler(frameEvent(connection, JSON.stringify(request)) as never, CONTEXT)
      return JSON.parse((result as APIGatewayProxyStructuredResultV2).body!)
    }
  }
  /** To a conversation with somebody who does not exist: what is let pass is not found. */
  const newSend = (conversation: string) => {
    const sent = { conversation, clientId: 'client-id-1', after: 0, text: 'hello' }
    return { action: 'send', id: 'f1', ...sent }
  }

  it('a device writes at its pace, whichever function answers it, and no faster; others go on', async () => {
    const { ada, conversation } = newPair()
    const [connection, send, say] = [await opened(ada), newSend(conversation), await newFrame()]
    const codes: string[] = []
    for (let sent = 0; sent < 40; sent++) {
      const { error } = await say(connection, send)
      codes.push(error.code)
      if (error.code === 'RATE_LIMITED') expect(error.retryAfterMs).toBeGreaterThan(0)
    }
    expect(codes).toEqual([...Array(22).fill('NOT_FOUND'), ...Array(18).fill('RATE_LIMITED')])
    expect(await say(connection, { action: 'ping', id: 'f1' })).toMatchObject({ ok: true })
    const other = await opened(newSpeaker(ada.user))
    expect((await say(other, send)).error.code).toBe('NOT_FOUND')

    const sayElsewhere = await newFrame()
    const elsewhere: string[] = []
    for (let sent = 0; sent < 4; sent++) elsewhere.push((await sayElsewhere(connection, send)).error.code)
    expect(elsewhere).toEqual(['NOT_FOUND', 'NOT_FOUND', 'RATE_LIMITED', 'RATE_LIMITED'])
  })

  it('a person watches others at the pace of looking people up, on all its devices, and writes meanwhile', async () => {
    const { ada, conversation } = newPair()
    const [phone, tablet, say] = [await opened(ada), await opened(newSpeaker(ada.user)), await newFrame()]
    const watched: boolean[] = []
    for (let asked = 0; asked < 30; asked++) {
      const { ok } = await say(asked % 2 ? phone : tablet, { action: 'watch', id: 'f1', users: [] })
      watched.push(ok)
    }
    expect(watched).toEqual([...Array(22).fill(true), ...Array(8).fill(false)])
    expect((await say(phone, newSend(conversation))).error.code).toBe('NOT_FOUND')
  })

  it('a person changes things at its pace, and reads meanwhile', async () => {
    const { handler } = await import('../../lambdas/http.ts')
    const ask = async (method: 'GET' | 'PUT', sub: string) => {
      const event = httpEvent(`${method} /v1/conversations/{conversation}`, {
        claims: { sub, token_use: 'access' },
        path: { conversation: newPair().conversation },
        ...(method === 'PUT' && { body: JSON.stringify({ disappearAfter: 60 }) }),
      })
      const result = await handler(event as never, CONTEXT)
      return (result as APIGatewayProxyStructuredResultV2).statusCode
    }
    const statuses: (number | undefined)[] = []
    for (let asked = 0; asked < 50; asked++) statuses.push(await ask('PUT', 'hasty'))
    expect(statuses).toEqual([...Array(44).fill(404), ...Array(6).fill(429)])
    expect(await ask('GET', 'hasty')).toBe(404)
    expect(await ask('PUT', 'another')).toBe(404)
  })
}
