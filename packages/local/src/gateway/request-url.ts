import type { IncomingMessage } from 'node:http'

/** The request's target as a URL. A target that is no path (`//`, an absolute URL) becomes a path of its own. */
export function requestUrl(request: IncomingMessage): URL {
  const target = request.url ?? '/'
  return new URL(`http://gateway${target.startsWith('/') ? '' : '/'}${target}`)
}
