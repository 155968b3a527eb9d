/** The route key that a message names, or `undefined` if it names none. */
export type RouteSelector = (body: string) => string | undefined

/**
 * Compiles a route selection expression of the form `$request.body.<path>`.
 * Throws on any other: `${…}` templates and `$request.header` are not run here.
 */
export function routeSelector(expression: string): RouteSelector {
  const path = /^\$request\.body\.([\w-]+(?:\.[\w-]+)*)$/.exec(expression)?.[1]?.split('.')
  if (!path)
    throw new Error(`route selection expression ${expression} is not of the form $request.body.<path>`)
  return (body) => {
    let value = parse(body)
    for (const name of path) value = property(value, name)
    return typeof value === 'string' ? value : undefined
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function property(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return (value as Record<string, unknown>)[name]
}
