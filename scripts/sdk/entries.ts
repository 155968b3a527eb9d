/** What can be imported of the package: its subpath, the file that stands for it, and its source. */
export const ENTRIES = [
  { subpath: '.', name: 'index', source: 'packages/client/src/index.ts' },
  { subpath: './node', name: 'node', source: 'packages/client/src/node.ts' },
  { subpath: './react', name: 'react', source: 'packages/client/src/react/index.ts' },
] as const
