import type { IncomingMessage, ServerResponse } from 'node:http'
import type { PushViewer } from '../contracts.ts'
import { readBody } from '../gateway/read-body.ts'
import { requestUrl } from '../gateway/request-url.ts'
import type { MobilePush } from './mobile-push.ts'
import { PAGE_STYLE, pushPage } from './push-page.ts'
import { siteHeaders } from './site-headers.ts'
import { SnsFault } from './sns-query.ts'

const COMMAND_BYTES_MAX = 4_096

/** Only this machine's own pages and programs: another site whose name leads here would read what was pushed. */
const LOCAL_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i

/**
 * Shows what was pushed, under whatever address it is asked at: `/pushes.html` to people, `/pushes.json` to tests
 * (`since`: ms since the epoch, itself included; `token`; `endpoint`). Tests play the push service with
 * `POST /pushes/disable {"endpoint": …}` and `POST /pushes/throttle {"count": …}`, and forget with `DELETE /pushes.json`.
 */
export function pushViewer(push: MobilePush): PushViewer {
  return async (request, response) => {
    const { pathname, searchParams } = requestUrl(request)
    if (!pathname.startsWith('/pushes')) return false
    if (!LOCAL_HOST.test(request.headers.host ?? '')) refuse(response, 403, 'Forbidden')
    else if (request.method === 'POST') await command(pathname, request, response, push)
    else if (pathname === '/pushes.json' && request.method === 'DELETE') {
      push.forgetPushes()
      send(response, 200, 'application/json', '{}')
    } else if (request.method !== 'GET' && request.method !== 'HEAD')
      refuse(response, 405, 'Method Not Allowed')
    else show(pathname, searchParams, response, push)
    return true
  }
}

function show(path: string, query: URLSearchParams, response: ServerResponse, push: MobilePush): void {
  if (path === '/pushes.html') send(response, 200, 'text/html', pushPage(push.pushes()))
  else if (path === '/pushes.css') send(response, 200, 'text/css', PAGE_STYLE)
  else if (path === '/pushes.json') send(response, 200, 'application/json', wanted(query, push))
  else refuse(response, 404, 'Not Found')
}

function wanted(query: URLSearchParams, push: MobilePush): string {
  const since = Number(query.get('since') ?? 0)
  const matches = (name: string, value: string) => [null, value].includes(query.get(name))
  const pushes = push
    .pushes()
    .filter(
      ({ at, token, address }) => at >= since && matches('token', token) && matches('endpoint', address),
    )
  return JSON.stringify({ pushes })
}

async function command(
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  push: MobilePush,
): Promise<void> {
  // Of another site's page a browser would ask first whether it may send that.
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? ''))
    return refuse(response, 415, 'Send JSON, as application/json.')
  const { endpoint, count } = parsed(await readBody(request, COMMAND_BYTES_MAX))
  try {
    if (path === '/pushes/disable' && typeof endpoint === 'string') push.disable(endpoint)
    else if (path === '/pushes/throttle' && Number.isInteger(count)) push.throttle(Number(count))
    else return refuse(response, 404, 'POST /pushes/disable {"endpoint"} or /pushes/throttle {"count"}')
    send(response, 200, 'application/json', '{}')
  } catch (error) {
    if (!(error instanceof SnsFault)) throw error
    refuse(response, error.status, error.message)
  }
}

function parsed(body: Buffer | undefined): { endpoint?: unknown; count?: unknown } {
  try {
    return Object(JSON.parse(String(body)))
  } catch {
    return {}
  }
}

const refuse = (response: ServerResponse, status: number, why: string) =>
  send(response, status, 'text/plain', why)

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { ...siteHeaders, 'content-type': `${type}; charset=utf-8` }).end(body)
}
