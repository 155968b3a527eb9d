import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import type { UserId } from '@parley/domain'
import type { APIGatewayProxyStructuredResultV2, DynamoDBStreamEvent } from 'aws-lambda'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { type Item, toItem } from '../../lambdas/adapters/dynamo.ts'
import { dynamoInbox } from '../../lambdas/adapters/inbox.ts'
import { entryToItem } from '../../lambdas/adapters/message-log.ts'
import { dynamoSockets } from '../../lambdas/adapters/sockets.ts'
import { ENVIRONMENT } from '../../lambdas/environment.ts'
import { hashOf, newSecret, ticketFor, userOfSubject } from '../../lambdas/identity.ts'
import type { Speaker } from '../../lambdas/ports.ts'
import { CONTEXT, frameEvent, type Handshake, handshakeEvent, httpEvent } from '../fixtures/api-gateway.ts'
import { captureConsole } from '../fixtures/console.ts'
import { startTables, type Tables } from '../fixtures/dynamodb.ts'
import { setFunctionEnvironment } from '../fixtures/functions.ts'
import { newConnection, newEntry, newPair, newSpeaker } from '../fixtures/people.ts'

const GOOD = 'https://good.example.com'
const SECRET = 'a text that belongs in no log'

const tables = await startTables()

if ('unavailable' in tables) {
  it.skip(`the functions: ${tables.unavailable}`, () => {})
} else {
  afterAll(async () => {
    vi.unstubAllEnvs()
    await tables.stop()
  })
  setFunctionEnvironment(tables, { [ENVIRONMENT.allowedOrigins]: `${GOOD},http://localhost:8080` })
  await testFunctions(tables)
}

async function testFunctions({ client, chat }: Tables): Promise<void> {
  const { handler: connect } = await import('../../lambdas/connect.ts')
  const { handler: disconnect } = await import('../../lambdas/disconnect.ts')
  const { handler: frame } = await import('../../lambdas/frame.ts')
  const { handler: http } = await import('../../lambdas/http.ts')
  const { handler: accounts } = await import('../../lambdas/accounts.ts')
  const { handler: fanOut } = await import('../../lambdas/fan-out.ts')
  const { handler: announce } = await import('../../lambdas/announce.ts')
  const sockets = dynamoSockets(client, chat)
  const inbox = dynamoInbox(client, chat)
  const printed = captureConsole()

  const newTicket = async (speaker = newSpeaker(), expiresAt = Date.now() + 30_000) => {
    const secret = newSecret()
    await sockets.issue({ ...speaker, hash: hashOf(secret), expiresAt, signedInAt: Date.now() })
    return { speaker, ticket: ticketFor(speaker, secret), secret }
  }
  const shake = async (handshake: Handshake, connection = newConnection()) => {
    const event = handshakeEvent(connection, handshake)
    const result = await connect(event as never, CONTEXT)
    return (result as unknown as { statusCode: number }).statusCode
  }
  const opened = async (speaker?: Speaker) => {
    const connection = newConnection()
    const issued = await newTicket(speaker)
    expect(await shake({ query: { v: '1', ticket: issued.ticket } }, connection)).toBe(200)
    return { ...issued, connection }
  }

  describe('connect', () => {
    it.each([
      ['none, as native clients have', undefined, 200],
      ['one that is listed', GOOD, 200],
      ['another that is listed', 'http://localhost:8080', 200],
      ['a foreign one', 'https://evil.example.com', 403],
      ['null', 'null', 403],
      ['an empty one', '', 403],
      ['a listed one with something behind it', `${GOOD}.evil.com`, 403],
      ['a listed one with a port', `${GOOD}:8443`, 403],
      ['a listed one with a path', `${GOOD}/`, 403],
      ['a listed one in the user part', `${GOOD}@evil.com`, 403],
      ['a listed one behind something', 'https://evilgood.example.com', 403],
      ['a part of a listed one', 'https://good.example', 403],
      ['a listed one without encryption', 'http://good.example.com', 403],
      ['a listed one in capitals', 'https://GOOD.example.com', 403],
      ['the whole list', `${GOOD},http://localhost:8080`, 403],
    ])('answers an origin: %s', async (_, origin, status) => {
      const { ticket } = await newTicket()
      const headers = origin === undefined ? {} : { Origin: origin }
      expect(await shake({ headers, query: { v: '1', ticket } })).toBe(status)
      // A refused handshake has not spent the ticket.
      expect(await shake({ query: { v: '1', ticket } })).toBe(status === 200 ? 401 : 200)
    })

    it('lets no page in while no origin is listed', async () => {
      vi.stubEnv(ENVIRONMENT.allowedOrigins, '')
      vi.resetModules()
      const { handler } = await import('../../lambdas/connect.ts')
      const { ticket } = await newTicket()
      for (const Origin of [GOOD, 'null', '']) {
        const event = handshakeEvent(newConnection(), { headers: { Origin }, query: { v: '1', ticket } })
        expect(await handler(event as never, CONTEXT)).toMatchObject({ statusCode: 403 })
      }
    })

    it.each([['none'], ['2'], ['01'], ['1.0']])('refuses wire version %s', async (version) => {
      const { ticket } = await newTicket()
      const query: Record<string, string> = { ticket, ...(version !== 'none' && { v: version }) }
      expect(await shake({ query })).toBe(400)
      expect(await shake({ query: { v: '1', ticket } })).toBe(200)
    })

    it('refuses who brings no ticket, a forged, a foreign or an old one', async () => {
      const { speaker, ticket } = await newTicket()
      const { ticket: old } = await newTicket(undefined, Date.now() - 1)
      const forged = ticketFor(speaker, newSecret())
      const foreign = ticket.replace(speaker.user, newSpeaker().user)
      expect(await shake({})).toBe(400)
      expect(await shake({ query: { v: '1' } })).toBe(401)
      for (const wrong of ['', 'x', forged, foreign, old]) {
        expect(await shake({ query: { v: '1', ticket: wrong } })).toBe(401)
      }
    })

    it('lets exactly one of twenty in on one ticket', async () => {
      const { ticket, speaker } = await newTicket()
      const statuses = await Promise.all(
        Array.from({ length: 20 }, () => shake({ query: { v: '1', ticket } })),
      )
      expect(statuses.toSorted()).toEqual([200, ...Array(19).fill(401)])
      expect(await sockets.liveOf([speaker.user])).toHaveLength(1)
    })

    it('lets a device in again though its last socket cannot be told', async () => {
      const { speaker } = await opened()
      const { connection } = await opened(speaker)
      expect(await sockets.liveOf([speaker.user])).toMatchObject([{ connection }])
    })

    it('writes no ticket to the log', async () => {
      const { secret, ticket } = await opened()
      await shake({ query: { v: '1', ticket } })
      expect(printed().join()).not.toContain(secret)
    })
  })

  describe('disconnect', () => {
    it('forgets the socket, and may come again or for nobody', async () => {
      const { speaker, connection } = await opened()
      for (const id of [connection, connection, newConnection()]) {
        expect(await disconnect(handshakeEvent(id, {}) as never, CONTEXT)).toMatchObject({ statusCode: 200 })
      }
      expect(await sockets.liveOf([speaker.user])).toEqual([])
      expect(await sockets.speaker(connection)).toBeUndefined()
    })
  })

  describe('frame', () => {
    const say = async (connection: ReturnType<typeof newConnection>, request: object) => {
      const result = await frame(frameEvent(connection, JSON.stringify(request)) as never, CONTEXT)
      return JSON.parse((result as APIGatewayProxyStructuredResultV2).body!)
    }
    const send = (conversation: string) => ({
      action: 'send',
      id: 'f1',
      conversation,
      clientId: 'client-id-1',
      after: 0,
      text: SECRET,
    })

    it('does nothing for a connection that is nobody’s', async () => {
      const { conversation } = newPair()
      for (const request of [{ action: 'ping', id: 'f1' }, send(conversation)]) {
        expect(await say(newConnection(), request)).toMatchObject({
          ok: false,
          error: { code: 'UNAUTHENTICATED' },
        })
      }
    })

    it('knows who speaks by the socket', async () => {
      const { ada, conversation } = newPair()
      const stranger = await opened()
      expect((await say(stranger.connection, send(conversation))).error.code).toBe('NOT_FOUND')
      const own = await opened(ada)
      expect(await say(own.connection, { action: 'ping', id: 'f1' })).toMatchObject({ id: 'f1', ok: true })
      // Ben has no profile, so that there is no such conversation yet.
      expect((await say(own.connection, send(conversation))).error.code).toBe('NOT_FOUND')
    })
  })

  describe('http and accounts', () => {
    type Handler = typeof http
    const ask = async (handler: Handler, route: string, call = {}) => {
      const result = (await handler(
        httpEvent(route, call) as never,
        CONTEXT,
      )) as APIGatewayProxyStructuredResultV2
      return { status: result.statusCode, body: JSON.parse(result.body!) }
    }
    const credentials = { body: JSON.stringify({ handle: 'ada', password: 'a long enough password' }) }

    it('refuse whoever has no identity, or only says who it is', async () => {
      const id = { sub: 'subject', token_use: 'id' }
      for (const call of [{}, { claims: {} }, { claims: id }]) {
        const answer = await ask(http, 'GET /v1/me', call)
        expect(answer).toMatchObject({ status: 401, body: { error: { code: 'UNAUTHENTICATED' } } })
      }
    })

    it('answer as the person of the token', async () => {
      const claims = { sub: 'a subject of this test', token_use: 'access' }
      const profile = { handle: 'subject.of.test', name: 'Somebody' }
      const put = await ask(http, 'PUT /v1/me', { claims, body: JSON.stringify(profile) })
      expect(put).toEqual({ status: 200, body: { user: userOfSubject(claims.sub), ...profile } })
      expect(await ask(http, 'GET /v1/me', { claims })).toEqual(put)
    })

    it('refuse a sign-in that was ended, whatever is asked, and no other', async () => {
      const at = Math.floor(Date.now() / 1000)
      const signedIn = (auth_time: number) => ({
        claims: { sub: 'signed out in this test', token_use: 'access', auth_time: String(auth_time) },
      })
      await sockets.banishAll(userOfSubject('signed out in this test'), undefined, (at - 60) * 1000)
      for (const route of ['GET /v1/me', 'GET /v1/sync', 'GET /v1/devices']) {
        const refused = await ask(http, route, signedIn(at - 61))
        expect(refused).toMatchObject({ status: 401, body: { error: { code: 'UNAUTHENTICATED' } } })
        expect((await ask(http, route, signedIn(at))).status).not.toBe(401)
      }
    })

    it('do not answer for each other', async () => {
      const claims = { sub: 'subject', token_use: 'access' }
      expect((await ask(http, 'POST /v1/sessions', { ...credentials, claims })).status).toBe(401)
      expect((await ask(accounts as Handler, 'GET /v1/me', { claims })).status).toBe(401)
    })

    it('write no password to the log when their user pool fails', async () => {
      const answer = await ask(accounts as Handler, 'POST /v1/sessions', credentials)
      expect(answer).toMatchObject({ status: 500, body: { error: { code: 'INTERNAL' } } })
      expect(printed()).not.toEqual([])
      expect(printed().join()).not.toContain('a long enough password')
    })
  })

  describe('fan-out and announce', () => {
    const eventOf = (...images: Item[]) =>
      ({
        Records: images.map((NewImage, index) => ({
          eventName: 'INSERT',
          dynamodb: { SequenceNumber: `${index + 1}`, NewImage },
        })),
      }) as DynamoDBStreamEvent
    const rowItem = async (user: UserId, conversation: string) => {
      const Key = toItem({ pk: `U#${user}`, sk: `I#${conversation}` })
      return (await client.send(new GetItemCommand({ TableName: chat, Key }))).Item!
    }

    it('deliver what they can read, and report a poison record alone', async () => {
      const { ada, ben, conversation } = newPair()
      const poison = { ...entryToItem(newEntry(conversation, 2, ada, SECRET)), kind: { S: 'hologram' } }
      const other = newPair()
      const event = eventOf(
        entryToItem(newEntry(conversation, 1, ada, SECRET)),
        poison,
        entryToItem(newEntry(other.conversation, 1, other.ada)),
      )
      expect(await fanOut(event, CONTEXT)).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] })
      expect(await inbox.row(ben.user, conversation)).toMatchObject({ head: { seq: 1 }, preview: SECRET })
      expect(await inbox.row(other.ben.user, other.conversation)).toMatchObject({ head: { seq: 1 } })
      expect(printed().join()).not.toContain(SECRET)
    })

    it('note what cannot be posted on the socket, whose next ping says so', async () => {
      const { ada, ben, conversation } = newPair()
      const { connection } = await opened(ben)
      const entry = newEntry(conversation, 1, ada, SECRET)
      expect(await fanOut(eventOf(entryToItem(entry)), CONTEXT)).toEqual({ batchItemFailures: [] })
      const result = await frame(frameEvent(connection, '{"action":"ping","id":"p"}') as never, CONTEXT)
      expect(JSON.parse((result as APIGatewayProxyStructuredResultV2).body!)).toMatchObject({ resync: true })
    })

    it('carry a receipt into the other side’s inbox', async () => {
      const { ada, ben, conversation } = newPair()
      await inbox.mark(ben, conversation, { delivered: 4, read: 3, readN: 3 }, true, 1)
      const image = await rowItem(ben.user, conversation)
      const event = eventOf(toItem({ pk: 'U#x', sk: 'PROFILE' }), image)
      expect(await announce(event, CONTEXT)).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] })
      expect((await inbox.row(ada.user, conversation))?.peer).toEqual({ delivered: 4, read: 3 })
    })
  })
}
