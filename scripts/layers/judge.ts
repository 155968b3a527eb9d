import { type Import, importsOf } from './imports.ts'
import { CDK_ALLOWED, LAYERS, type Layer, PACKAGES } from './rules.ts'

/** Every import that points the wrong way and every cycle, each as a sentence. `sources`: path → text. */
export function judge(sources: ReadonlyMap<string, string>, layers: readonly Layer[] = LAYERS): string[] {
  const graph = new Map([...sources].map(([path, text]) => [path, importsOf(path, text)]))
  const wrong = [...graph].flatMap(([path, imports]) =>
    imports
      .filter((one) => !isAllowed(path, one, layers))
      .map(({ target }) => `${path} may not import ${target}`),
  )
  return [...wrong, ...cycles(graph).map((files) => `These import each other: ${files.join(' → ')}`)]
}

/** Tests import what they need to test; only the CDK stays where it belongs. */
function isAllowed(path: string, { target, typeOnly }: Import, layers: readonly Layer[]): boolean {
  const layer = isTest(path) ? undefined : layers.find(({ holds }) => path.startsWith(holds))
  if (!layer) return !isCdk(target) || startsWithAny(path, CDK_ALLOWED)
  if (target.startsWith(layer.holds)) return true
  const allowed = typeOnly ? [...layer.may, ...(layer.mayForTypes ?? [])] : layer.may
  return allowed.some((pattern) => matches(target, pattern))
}

function isTest(path: string): boolean {
  return /(^|\/)test(ing)?\/|\.(test|contract)\.tsx?$/.test(path)
}

function isCdk(target: string): boolean {
  return target === 'aws-cdk-lib' || target.startsWith('aws-cdk-lib/')
}

function startsWithAny(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path.startsWith(folder))
}

function matches(target: string, pattern: string): boolean {
  if (pattern === PACKAGES) return !target.startsWith('@parley/') && !target.includes('.ts') && !isCdk(target)
  return pattern.endsWith('*') ? target.startsWith(pattern.slice(0, -1)) : target === pattern
}

/**
 * One cycle for every import that leads back to a file it came through. Types are left out: at run time such
 * an import is not there.
 */
function cycles(graph: ReadonlyMap<string, readonly Import[]>): string[][] {
  const found: string[][] = []
  const done = new Set<string>()
  const walk = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) found.push([...trail.slice(trail.indexOf(path)), path])
    if (done.has(path) || trail.includes(path) || !graph.has(path)) return
    for (const { target, typeOnly } of graph.get(path) ?? []) if (!typeOnly) walk(target, [...trail, path])
    done.add(path)
  }
  for (const path of graph.keys()) walk(path, [])
  return found
}
