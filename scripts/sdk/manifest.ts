import { readFileSync } from 'node:fs'
import { ENTRIES } from './entries.ts'

/** The package.json that is published: what the workspace's says, with what was built in place of the sources. */
export function manifestOf() {
  const {
    name,
    version,
    description,
    keywords,
    license,
    type,
    engines,
    peerDependencies,
    peerDependenciesMeta,
  } = JSON.parse(readFileSync('packages/client/package.json', 'utf8'))
  const exports = ENTRIES.map(({ subpath, name, source }) => [
    subpath,
    { types: typesOf(source), default: `./${name}.js` },
  ])
  return {
    name,
    version,
    description,
    keywords,
    license,
    type,
    sideEffects: false,
    engines,
    exports: { ...Object.fromEntries(exports), './package.json': './package.json' },
    peerDependencies,
    peerDependenciesMeta,
  }
}

function typesOf(source: string): string {
  return source.replace(/^packages\/(\w+)\/src\//, './types/$1/').replace(/\.ts$/, '.d.ts')
}
