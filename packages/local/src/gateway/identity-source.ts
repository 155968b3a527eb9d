import type { IncomingMessage } from 'node:http'
import { requestUrl } from './request-url.ts'

/**
 * The token that a JWT authorizer's identity sources point at, `Bearer ` taken off.
 * Sources are `$request.header.<name>` and `$request.querystring.<name>`; the first that is there counts.
 */
export function identityToken(request: IncomingMessage, sources: string[]): string | undefined {
  for (const source of sources) {
    const [, place, name = ''] = /^\$request\.(header|querystring)\.(.+)$/.exec(source) ?? []
    if (!place) throw new Error(`identity source ${source} is neither a header nor a query string parameter`)
    const value =
      place === 'header' ? request.headers[name.toLowerCase()] : requestUrl(request).searchParams.get(name)
    if (typeof value === 'string') return value.replace(/^bearer /i, '')
  }
  return undefined
}
