import { subscribe } from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'
import type { ServiceCall } from '../contracts.ts'

/** Records the AWS calls that this thread makes, seen from the HTTP client under the SDK. */
export function recordServiceCalls(services: Record<string, string>): {
  take(): ServiceCall[]
  begin(): void
} {
  const starts = new WeakMap<ClientRequest, number>()
  let origin = performance.now()
  let calls: ServiceCall[] = []

  subscribe('http.client.request.start', (message) => {
    const { request } = message as { request: ClientRequest }
    starts.set(request, performance.now() - origin)
  })
  subscribe('http.client.response.finish', (message) => {
    const { request } = message as { request: ClientRequest }
    const start = starts.get(request)
    const service = services[String(request.getHeader('host')).split(':')[1] ?? '']
    if (start === undefined || service === undefined) return
    calls.push({ service, operation: operationOf(request), start, end: performance.now() - origin })
  })

  return {
    begin() {
      origin = performance.now()
      calls = []
    },
    take: () => calls,
  }
}

/** The JSON protocols name the operation in a header, the REST ones in the address; where none does, the method says enough. */
function operationOf(request: ClientRequest): string {
  const target = request.getHeader('x-amz-target')
  if (typeof target === 'string') return target.split('.').pop()!
  return new URLSearchParams(request.path.split('?')[1]).get('x-id') ?? request.method
}
