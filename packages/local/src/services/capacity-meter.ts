import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Meter } from '../contracts.ts'
import { failedWrites } from './failed-writes.ts'

const kb = 1024
type Consumed = {
  TableName: string
  CapacityUnits?: number
  ReadCapacityUnits?: number
  WriteCapacityUnits?: number
}
type Input = { TableName?: string; ReturnConsumedCapacity?: string }

const reads = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan', 'TransactGetItems'])
const writes = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'TransactWriteItems'])

/**
 * A proxy in front of the engine that asks each request for its consumed capacity and reports it.
 * It is there only while a meter is.
 */
export async function startCapacityMeter(engineUrl: string, meter: Meter) {
  const server = createServer((request, response) => {
    forward(engineUrl, meter, request, response).catch((error: Error) => {
      response.writeHead(502).end(JSON.stringify({ message: error.message }))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function forward(engineUrl: string, meter: Meter, request: IncomingMessage, response: ServerResponse) {
  const operation = String(request.headers['x-amz-target'] ?? '')
    .split('.')
    .pop()!
  const body = await readText(request)
  const metered = reads.has(operation) || writes.has(operation)
  const input = metered ? (JSON.parse(body) as Input) : undefined
  const { host: _host, 'content-length': _length, connection: _connection, ...headers } = request.headers
  const answer = await fetch(engineUrl, {
    method: 'POST',
    headers: headers as Record<string, string>,
    body: input ? JSON.stringify({ ...input, ReturnConsumedCapacity: 'TOTAL' }) : body,
  })
  const text = await answer.text()
  const wanted = input ? report(operation, input, answer.ok, text, meter) : text
  const type = answer.headers.get('content-type') ?? 'application/x-amz-json-1.0'
  // The engine's checksum would be that of its own answer, so none is passed on.
  response.writeHead(answer.status, { 'content-type': type }).end(wanted)
}

/** Returns the answer as the caller asked for it. */
function report(operation: string, input: Input, ok: boolean, text: string, meter: Meter): string {
  const answer = JSON.parse(text) as Record<string, unknown>
  if (!ok) {
    for (const { table, bytes, factor } of failedWrites(operation, input, answer))
      meter({
        kind: 'dynamodb',
        operation,
        table,
        readUnits: 0,
        writeUnits: factor * Math.max(1, Math.ceil(bytes / kb)),
      })
    return text
  }
  const consumed = [answer.ConsumedCapacity ?? []].flat() as Consumed[]
  for (const { TableName, CapacityUnits = 0, ...units } of consumed) {
    const readUnits = units.ReadCapacityUnits ?? (reads.has(operation) ? CapacityUnits : 0)
    const writeUnits = units.WriteCapacityUnits ?? (reads.has(operation) ? 0 : CapacityUnits)
    meter({ kind: 'dynamodb', operation, table: TableName, readUnits, writeUnits })
  }
  if (input.ReturnConsumedCapacity && input.ReturnConsumedCapacity !== 'NONE') return text
  const { ConsumedCapacity: _, ...rest } = answer
  return JSON.stringify(rest)
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
