/** What the files of one folder may import, beyond their own folder. */
export type Layer = {
  /** A folder, or the beginning of a file's path. The first layer that holds a file is its layer. */
  readonly holds: string
  /** Specifiers, or paths from the root; `*` at the end stands for anything. */
  readonly may: readonly string[]
  /** What only `import type` may name: it leaves no trace in a bundle. */
  readonly mayForTypes?: readonly string[]
}

/** Any package of the registry; neither ours nor the CDK. */
export const PACKAGES = 'any package'

/** Which way the arrows point. A file that no layer holds may import what it likes, but the CDK only in `CDK_ALLOWED`. */
export const LAYERS: readonly Layer[] = [
  { holds: 'packages/domain/', may: [] },
  { holds: 'packages/protocol/', may: ['@parley/domain', 'zod/mini'] },
  // Node's own modules are behind the subpath @parley/client/node: the rest runs in a browser.
  { holds: 'packages/client/src/node.ts', may: ['packages/client/*'] },
  { holds: 'packages/client/src/storage/file.ts', may: ['packages/client/*', 'node:*'] },
  { holds: 'packages/client/src/storage/lock-file.ts', may: ['packages/client/*', 'node:*'] },
  { holds: 'packages/client/src/storage/journal.ts', may: ['packages/client/*', 'node:*'] },
  { holds: 'packages/client/src/react/', may: ['packages/client/*', '@parley/domain', 'react'] },
  // Values come from the protocol's subpaths without zod, which would be most of the SDK's size.
  {
    holds: 'packages/client/',
    may: ['@parley/domain', '@parley/protocol/errors', '@parley/protocol/limits'],
    mayForTypes: ['@parley/protocol'],
  },
  // What it runs comes from the template: importing our source would be a second wiring.
  { holds: 'packages/local/', may: ['node:*', PACKAGES] },
  { holds: 'web/vite.config.ts', may: ['web/build/*', 'node:*', 'vite', '@vitejs/plugin-react'] },
  { holds: 'web/build/', may: ['node:*', 'vite', 'esbuild'] },
  { holds: 'web/icons/', may: ['node:*', 'sharp'] },
  { holds: 'web/figures/', may: ['node:*', PACKAGES, 'test/*'] },
  { holds: 'web/screenshots/', may: ['node:*', PACKAGES, 'sharp', 'test/*', 'packages/local/*'] },
  { holds: 'web/', may: ['@parley/client', '@parley/client/react', 'react*', 'frimousse'] },
  // What somebody may copy out of here: the SDK as it is published, and Node.
  { holds: 'examples/', may: ['@parley/client', '@parley/client/node', 'node:*'] },
  // What decodes strangers' pictures is in one bundle, and sees no more than these.
  { holds: 'lambdas/thumbnail/render.ts', may: ['lambdas/thumbnail/*', 'sharp'] },
  {
    holds: 'lambdas/',
    may: ['@parley/domain', '@parley/protocol', '@middy/core', '@aws-sdk/*', 'node:*'],
    mayForTypes: ['aws-lambda'],
  },
  {
    holds: 'lib/',
    may: [
      'aws-cdk-lib*',
      'constructs',
      'cdk-nag',
      'esbuild',
      'node:*',
      '@parley/protocol*',
      'lambdas/environment.ts',
      'lambdas/media-folders.ts',
      'lambdas/rules.ts',
      'lambdas/text-shelves.ts',
    ],
  },
  { holds: 'bin/', may: ['aws-cdk-lib', 'lib/*', 'cdk.json'] },
]

export const CDK_ALLOWED: readonly string[] = ['lib/', 'bin/', 'test/infra/']
