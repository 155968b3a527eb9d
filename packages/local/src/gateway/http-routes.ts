/** A route table entry; anything that has a route key can be routed to. */
export type Routed = { routeKey: string }

export type RouteMatch<R extends Routed> = { route: R; pathParameters: Record<string, string> }

type Compiled<R extends Routed> = { route: R; method: string; segments: string[] }

/**
 * Finds the most specific route, as API Gateway does: an exact segment before `{name}`,
 * `{name}` before `{name+}`, a method before ANY, and `$default` last.
 */
export function httpRouter<R extends Routed>(routes: R[]) {
  const fallback = routes.find((route) => route.routeKey === '$default')
  const compiled = routes
    .filter((route) => route !== fallback)
    .map(compile)
    .sort(bySpecificity)

  return (method: string, path: string): RouteMatch<R> | undefined => {
    const segments = path.split('/').slice(1)
    for (const candidate of compiled) {
      if (candidate.method !== 'ANY' && candidate.method !== method) continue
      const pathParameters = matchPath(candidate.segments, segments)
      if (pathParameters) return { route: candidate.route, pathParameters }
    }
    return fallback && { route: fallback, pathParameters: {} }
  }
}

function compile<R extends Routed>(route: R): Compiled<R> {
  const [method, path] = route.routeKey.split(' ')
  if (!method || !path?.startsWith('/')) {
    throw new Error(`route key ${route.routeKey} is neither $default nor "METHOD /path"`)
  }
  return { route, method, segments: path.split('/').slice(1) }
}

function rank(segment: string | undefined): number {
  if (segment === undefined || !segment.startsWith('{')) return 0
  return segment.endsWith('+}') ? 2 : 1
}

function bySpecificity(a: Compiled<Routed>, b: Compiled<Routed>): number {
  for (let i = 0; i < Math.max(a.segments.length, b.segments.length); i++) {
    const difference = rank(a.segments[i]) - rank(b.segments[i])
    if (difference !== 0) return difference
  }
  return Number(a.method === 'ANY') - Number(b.method === 'ANY')
}

function matchPath(pattern: string[], path: string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {}
  for (const [i, part] of pattern.entries()) {
    const actual = path[i]
    if (rank(part) === 0) {
      if (part !== actual) return undefined
      continue
    }
    if (!actual) return undefined
    if (rank(part) === 2) {
      parameters[part.slice(1, -2)] = decode(path.slice(i).join('/'))
      return parameters
    }
    parameters[part.slice(1, -1)] = decode(actual)
  }
  return path.length === pattern.length ? parameters : undefined
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
