import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { Log, PushViewer, Sns } from '../contracts.ts'
import { listen, shut } from '../gateway/listener.ts'
import { readBody } from '../gateway/read-body.ts'
import { MobilePush } from './mobile-push.ts'
import { PushApplications } from './push-applications.ts'
import { PushEndpoints } from './push-endpoints.ts'
import { PushJournal } from './push-journal.ts'
import { pushViewer } from './push-viewer.ts'
import type { Queues } from './queues.ts'
import { answer, SnsFault } from './sns-query.ts'

export type SnsOptions = { dataDir: string; port?: number; queues: Queues; log: Log }

/** Publishing takes 256 KB, which a form may write three times as long. */
const REQUEST_BYTES_MAX = 1024 * 1024

/** SNS: mobile push as it is here, and for topics the queues' own engine behind the same address. */
export async function startSns({ dataDir, port = 0, queues, log }: SnsOptions): Promise<Sns> {
  const directory = join(dataDir, 'push')
  const endpoints = new PushEndpoints(join(directory, 'endpoints'))
  const journal = new PushJournal(join(directory, 'pushes.jsonl'))
  const applications = new PushApplications(join(directory, 'applications.json'), (topicArn, event) =>
    queues.publish(topicArn.split(':').pop()!, JSON.stringify(event)),
  )
  const push = new MobilePush({ endpoints, journal, applications, now: Date.now, id: randomUUID })
  const view: PushViewer = pushViewer(push)
  const http = createServer((request, response) => {
    serve(request, response, push, view, queues.url).catch((error: Error) => {
      log.error(`SNS: ${error.name}`)
      response.destroy()
    })
  })
  const address = await listen(http, port)
  return {
    url: `http://${address}`,
    view,
    tellFailures: (topicArn) => applications.tellByDefault({ EventDeliveryFailure: topicArn }),
    stop: () => shut(http),
  }
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  push: MobilePush,
  view: PushViewer,
  topics: string,
): Promise<void> {
  if (await view(request, response)) return
  const body = await readBody(request, REQUEST_BYTES_MAX)
  if (!body) return reply(response, 413, 'text/plain', 'Request Entity Too Large')
  const query = new URLSearchParams(body.toString())
  const operation = push.operationOf(query)
  if (!operation) return forward(request, response, topicBody(query, body), topics)
  try {
    reply(response, 200, 'text/xml', answer(query.get('Action')!, operation(query)))
  } catch (error) {
    if (!(error instanceof SnsFault)) throw error
    reply(response, error.status, 'text/xml', error.toXml())
  }
}

/** The engine of topics knows a topic as `TopicArn` only; publishing may call it `TargetArn`. */
function topicBody(query: URLSearchParams, body: Buffer): Buffer {
  const target = query.get('TargetArn')
  if (target === null || query.has('TopicArn')) return body
  query.set('TopicArn', target)
  return Buffer.from(query.toString())
}

async function forward(
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
  topics: string,
): Promise<void> {
  const headers = ['content-type', 'authorization', 'x-amz-date', 'x-amz-target'].flatMap((name) => {
    const value = request.headers[name]
    return typeof value === 'string' ? [[name, value]] : []
  })
  const method = request.method ?? 'POST'
  const answered = await fetch(new URL(request.url ?? '/', topics), {
    method,
    headers: Object.fromEntries(headers),
    ...(method !== 'GET' && method !== 'HEAD' && { body: new Uint8Array(body) }),
  })
  const type = answered.headers.get('content-type') ?? 'text/xml'
  reply(response, answered.status, type, await answered.text())
}

function reply(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type }).end(body)
}
