import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join, normalize, sep } from 'node:path'
import type { StaticSite, StaticSiteOptions } from '../contracts.ts'
import { listen, shut } from '../gateway/listener.ts'
import { requestUrl } from '../gateway/request-url.ts'
import { siteHeaders } from './site-headers.ts'
import { StaticFiles } from './static-file.ts'

/** Serves the web client's files, and at `/endpoints.json` where the APIs are. */
export async function startStaticSite({
  root,
  port,
  config,
  pushes,
  log,
}: StaticSiteOptions): Promise<StaticSite> {
  const files = new StaticFiles()
  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    if (!(await pushes?.(request, response))) await serve(request, response, { root, files, config })
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

type Site = Pick<StaticSiteOptions, 'root' | 'config'> & { readonly files: StaticFiles }

async function serve(request: IncomingMessage, response: ServerResponse, { root, files, config }: Site) {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refuse(response, 405, { allow: 'GET, HEAD' })
  const path = pathOf(request)
  if (path === undefined) return refuse(response, 404)
  if (path === `${sep}endpoints.json`) {
    response.writeHead(200, { ...siteHeaders, 'content-type': 'application/json; charset=utf-8' })
    return void response.end(JSON.stringify(config()))
  }
  const file = await files.read(join(root, path), request.headers['accept-encoding']?.toString())
  if (!file) return refuse(response, 404)
  const headers = { ...siteHeaders, ...file.headers }
  if (request.headers['if-none-match'] === file.headers.etag) {
    response.writeHead(304, headers)
    return void response.end()
  }
  response.writeHead(200, { ...headers, 'content-length': file.body.byteLength })
  response.end(request.method === 'HEAD' ? undefined : file.body)
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

function refuse(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, { ...siteHeaders, ...headers, 'content-type': 'text/plain; charset=utf-8' })
  response.end(status === 405 ? 'Method Not Allowed' : 'Not Found')
}
