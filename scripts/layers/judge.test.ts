import { describe, expect, test } from 'vitest'
import { judge } from './judge.ts'

function findings(files: Record<string, string>): string[] {
  return judge(new Map(Object.entries(files)))
}

describe('an import that points the wrong way is found', () => {
  test.each([
    ['packages/domain/src/a.ts', `import { readFileSync } from 'node:fs'`, 'node:fs'],
    ['packages/domain/src/a.ts', `import type { ErrorCode } from '@parley/protocol'`, '@parley/protocol'],
    ['packages/protocol/src/a.ts', `import { z } from 'zod'`, 'zod'],
    ['packages/protocol/src/a.ts', `import type { Context } from 'aws-lambda'`, 'aws-lambda'],
    ['packages/client/src/a.ts', `import { ACTIONS } from '@parley/protocol'`, '@parley/protocol'],
    [
      'packages/client/src/a.ts',
      `import { type AnyEvent, check } from '@parley/protocol'`,
      '@parley/protocol',
    ],
    ['packages/client/src/a.ts', `export { check } from '@parley/protocol'`, '@parley/protocol'],
    ['packages/client/src/a.ts', `import 'node:fs'`, 'node:fs'],
    ['packages/client/src/a.ts', `import '@aws-sdk/client-s3'`, '@aws-sdk/client-s3'],
    ['packages/client/src/a.ts', `import '../../../lambdas/ports.ts'`, 'lambdas/ports.ts'],
    ['packages/local/src/a.ts', `import '@parley/domain'`, '@parley/domain'],
    ['packages/local/src/a.ts', `await import('../../../lambdas/send.ts')`, 'lambdas/send.ts'],
    ['packages/local/src/a.ts', `import 'aws-cdk-lib'`, 'aws-cdk-lib'],
    ['lambdas/a.ts', `import { Stack } from 'aws-cdk-lib'`, 'aws-cdk-lib'],
    ['lambdas/a.ts', `import type { Entry } from '@parley/client'`, '@parley/client'],
    ['lib/a.ts', `import { handler } from '../lambdas/frame.ts'`, 'lambdas/frame.ts'],
    ['lib/a.ts', `import '@parley/local'`, '@parley/local'],
    ['web/main.ts', `import '@parley/protocol'`, '@parley/protocol'],
    ['web/main.ts', `import 'esbuild'`, 'esbuild'],
    ['bin/chat.ts', `import '../lambdas/environment.ts'`, 'lambdas/environment.ts'],
    ['bench/run.ts', `import { App } from 'aws-cdk-lib'`, 'aws-cdk-lib'],
    ['test/scenario/a.test.ts', `import { App } from 'aws-cdk-lib/core'`, 'aws-cdk-lib/core'],
    ['lambdas/a.test.ts', `import 'aws-cdk-lib'`, 'aws-cdk-lib'],
  ])('%s: %s', (path, source, target) => {
    expect(findings({ [path]: source })).toEqual([`${path} may not import ${target}`])
  })
})

describe('an import that points the right way is not', () => {
  test.each([
    ['packages/domain/src/a.ts', `import './b.ts'; export * from '../src/c.ts'`],
    ['packages/protocol/src/a.ts', `import * as z from 'zod/mini'; import '@parley/domain'`],
    ['packages/client/src/a.ts', `import type { AnyEvent } from '@parley/protocol'`],
    ['packages/client/src/a.ts', `import { type AnyEvent, type AnyRequest } from '@parley/protocol'`],
    ['packages/client/src/a.ts', `import { ERRORS } from '@parley/protocol/errors'`],
    ['packages/client/src/a.test.ts', `import 'node:fs'; import 'vitest'; import '@parley/protocol'`],
    ['packages/client/src/storage/file.ts', `import 'node:fs/promises'; import '../error.ts'`],
    ['packages/local/src/a.ts', `import 'ws'; import 'node:http'; import '@aws-sdk/client-s3'`],
    ['packages/local/src/a.ts', `await import(file)`],
    ['lambdas/a.ts', `import type { Context } from 'aws-lambda'; import '@aws-sdk/client-dynamodb'`],
    ['lib/a.ts', `import 'aws-cdk-lib/aws-s3'; import { ENVIRONMENT } from '../lambdas/environment.ts'`],
    ['test/infra/a.test.ts', `import 'aws-cdk-lib'; import '../../lib/chat-stack.ts'`],
    ['web/vite.config.ts', `import 'vite'; import 'node:fs'`],
  ])('%s: %s', (path, source) => {
    expect(findings({ [path]: source })).toEqual([])
  })
})

describe('files that import each other', () => {
  test('are found, however long the way round', () => {
    const ring = {
      'lib/a.ts': `import './b.ts'`,
      'lib/b.ts': `export * from './c.ts'`,
      'lib/c.ts': `import './a.ts'`,
      'lib/d.ts': `import './a.ts'`,
    }
    expect(findings(ring)).toEqual(['These import each other: lib/a.ts → lib/b.ts → lib/c.ts → lib/a.ts'])
  })

  test('are left alone where the way back is a type', () => {
    expect(
      findings({ 'lib/a.ts': `import './b.ts'`, 'lib/b.ts': `import type { A } from './a.ts'` }),
    ).toEqual([])
  })

  test('are not files that share an import', () => {
    expect(
      findings({
        'lib/a.ts': `import './b.ts'; import './c.ts'`,
        'lib/b.ts': `import './c.ts'`,
        'lib/c.ts': '',
      }),
    ).toEqual([])
  })
})
