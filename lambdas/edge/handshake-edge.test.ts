import middy from '@middy/core'
import { expect, it } from 'vitest'
import { CONTEXT, type Handshake, handshakeEvent } from '../../test/fixtures/api-gateway.ts'
import { captureConsole } from '../../test/fixtures/console.ts'
import { newConnection } from '../../test/fixtures/people.ts'
import { type ConnectEvent, handshakeEdge } from './handshake-edge.ts'

const printed = captureConsole()
const TICKET = 'a ticket that belongs in no log'

async function shake(handshake: Handshake, answer: (event: ConnectEvent) => number) {
  const connection = newConnection()
  const seen: ConnectEvent[] = []
  const handler = middy()
    .use(handshakeEdge())
    .handler(async (event: ConnectEvent) => {
      seen.push(event)
      return answer(event)
    })
  const result = await handler(handshakeEvent(connection, handshake) as never, CONTEXT)
  return { result, connection, seen: seen[0] }
}

it('reads origin, version and ticket, however the header is written', async () => {
  const handshake = { headers: { ORIGIN: 'https://chat.example' }, query: { v: '1', ticket: TICKET } }
  const { result, connection, seen } = await shake(handshake, () => 200)
  expect(seen).toEqual({ connection, origin: 'https://chat.example', version: '1', ticket: TICKET })
  expect(result).toEqual({ statusCode: 200, body: '' })
})

it('reads a handshake that says nothing of itself', async () => {
  const { seen, connection } = await shake({}, () => 401)
  expect(seen).toEqual({ connection, origin: undefined, version: undefined, ticket: undefined })
})

it('lets nobody in by a fault, and writes no ticket to the log', async () => {
  const { result } = await shake({ query: { v: '1', ticket: TICKET } }, ({ ticket }) => {
    throw new Error(`cannot open with ${ticket}`)
  })
  expect(result).toEqual({ statusCode: 500, body: '' })
  expect(printed()).toHaveLength(1)
  expect(printed().join()).not.toContain(TICKET)
})
