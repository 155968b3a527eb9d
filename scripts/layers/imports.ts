import { dirname, join, normalize, sep } from 'node:path'
import { parseSync } from 'oxc-parser'

export type Import = {
  /** A path from the root for a relative import, otherwise the specifier as written. */
  readonly target: string
  readonly typeOnly: boolean
}

/** Every import, re-export and literal dynamic import of a TypeScript source. */
export function importsOf(path: string, source: string): Import[] {
  const { module } = parseSync(path, source)
  const found = [
    ...module.staticImports.map(({ moduleRequest, entries }) => ({ name: moduleRequest.value, entries })),
    ...module.staticExports.flatMap(({ entries }) =>
      entries
        .filter((entry) => entry.moduleRequest)
        .map((entry) => ({ name: entry.moduleRequest!.value, entries: [entry] })),
    ),
    ...module.dynamicImports.map(({ moduleRequest }) => ({
      name: literal(source.slice(moduleRequest.start, moduleRequest.end)),
      entries: [],
    })),
  ]
  return found
    .filter(({ name }) => name !== '')
    .map(({ name, entries }) => ({
      target: name.startsWith('.') ? toPosix(normalize(join(dirname(path), name))) : name,
      typeOnly: entries.length > 0 && entries.every((entry) => entry.isType),
    }))
}

/** An import whose name is computed leads to a file that only the run decides: none to judge. */
function literal(expression: string): string {
  return /^(['"])([^'"]*)\1$/.exec(expression)?.[2] ?? ''
}

function toPosix(path: string): string {
  return path.replaceAll(sep, '/')
}
