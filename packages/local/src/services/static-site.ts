import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { StaticSite, StaticSiteOptions } from '../contracts.ts'
import { listen, shut } from '../gateway/listener.ts'
import { requestUrl } from '../gateway/request-url.ts'
import { siteHeaders } from './site-headers.ts'

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
}

/** Serves the web client's files, and at `/endpoints.json` where the APIs are. */
export async function startStaticSite({
  root,
  port,
  config,
  pushes,
  log,
}: StaticSiteOptions): Promise<StaticSite> {
  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    if (!(await pushes?.(request, response))) await serve(request, response, root, config)
  }
  const http = createServer((request, response) => {
    respond(request, response).catch((error: NodeJS.ErrnoException) => {
      log.error(`web page: ${error.code ?? error.name}`)
      response.destroy()
    })
  })
  const address = await listen(http, port)
  return { url: `http://${address}`, stop: () => shut(http) }
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  root: string,
  config: () => unknown,
) {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refuse(response, 405, { allow: 'GET, HEAD' })
  const path = pathOf(request)
  if (path === undefined) return refuse(response, 404)
  if (path === `${sep}endpoints.json`) {
    response.writeHead(200, { ...siteHeaders, 'content-type': TYPES['.json'] })
    return void response.end(JSON.stringify(config()))
  }
  const file = await regularFile(join(root, path))
  if (!file) return refuse(response, 404)
  const type = TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream'
  response.writeHead(200, { ...siteHeaders, 'content-type': type, 'content-length': file.size })
  if (request.method === 'HEAD') return void response.end()
  await pipeline(createReadStream(join(root, path)), response)
}

/** A path below the root, `index.html` for a folder; `undefined` for one that hides files or climbs out. */
function pathOf(request: IncomingMessage): string | undefined {
  const decoded = decode(requestUrl(request).pathname)
  if (decoded === undefined || decoded.includes('\0') || decoded.includes('\\')) return undefined
  if (decoded.split('/').some((segment) => segment.startsWith('.'))) return undefined
  return normalize(decoded.endsWith('/') ? `${decoded}index.html` : decoded)
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}

async function regularFile(path: string): Promise<{ size: number } | undefined> {
  const found = await stat(path).catch(() => undefined)
  return found?.isFile() ? found : undefined
}

function refuse(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, { ...siteHeaders, ...headers, 'content-type': 'text/plain; charset=utf-8' })
  response.end(status === 405 ? 'Method Not Allowed' : 'Not Found')
}
