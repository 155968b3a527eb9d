import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Template } from '../template.ts'

/** A temporary folder; `Symbol.dispose` removes it. */
export function temporaryFolder(): Disposable & { path: string } {
  const path = mkdtempSync(join(tmpdir(), 'parley-local-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

/** Writes a cloud assembly of one stack, `Test`, as `cdk synth` lays it out. `code`: asset name → index.mjs. */
export function writeAssembly(
  directory: string,
  template: Template,
  code: Record<string, string> = {},
): string {
  const write = (file: string, content: unknown) =>
    writeFileSync(join(directory, file), typeof content === 'string' ? content : JSON.stringify(content))
  mkdirSync(directory, { recursive: true })
  const files = Object.entries(code).map(([name, source]) => {
    mkdirSync(join(directory, `asset.${name}`), { recursive: true })
    write(`asset.${name}/index.mjs`, source)
    return [name, { source: { path: `asset.${name}` }, destinations: { here: { objectKey: `${name}.zip` } } }]
  })
  write('Test.template.json', template)
  write('Test.assets.json', { files: Object.fromEntries(files) })
  write('manifest.json', {
    artifacts: {
      'Test.assets': { type: 'cdk:asset-manifest', properties: { file: 'Test.assets.json' } },
      Test: {
        type: 'aws:cloudformation:stack',
        environment: 'aws://unknown-account/unknown-region',
        properties: { templateFile: 'Test.template.json' },
      },
    },
  })
  return directory
}

/** The template of a function whose code is the asset of that name. */
export function functionResource(asset: string, properties: Record<string, unknown> = {}) {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: { S3Bucket: 'assets', S3Key: `${asset}.zip` },
      Timeout: 10,
      ...properties,
    },
  }
}

/** A table with the keys `pk` (text) and `sk` (number), and a stream. */
export function tableResource(properties: Record<string, unknown> = {}) {
  return {
    Type: 'AWS::DynamoDB::GlobalTable',
    Properties: {
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      ...properties,
    },
  }
}
