import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import specs from '@asyncapi/specs'
import { ACTIONS, ERRORS, type ErrorCode, EVENTS, OPERATIONS, Refusal, toWireError } from '@parley/protocol'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv, type AnySchema } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, describe, expect, test } from 'vitest'
import { asyncapi } from '../../scripts/documents/asyncapi.ts'
import { openapi } from '../../scripts/documents/openapi.ts'
import type { Json } from '../../scripts/documents/schemas.ts'

const http = openapi('1.0.0')
const socket = asyncapi('1.0.0')

describe('the OpenAPI document', () => {
  test('is sound OpenAPI 3.1', async () => {
    const validator = new Validator()
    expect(await validator.validate(structuredClone(http))).toEqual({ valid: true })
    expect(validator.version).toBe('3.1')
  })

  test('has every operation under its route, and no other', () => {
    const written = Object.entries(http.paths as Record<string, Record<string, Json>>).flatMap(
      ([path, methods]) =>
        Object.entries(methods).map(([method, { operationId }]) => [
          operationId,
          `${method.toUpperCase()} ${path}`,
        ]),
    )
    expect(Object.fromEntries(written)).toEqual(
      Object.fromEntries(Object.entries(OPERATIONS).map(([name, { route }]) => [name, route])),
    )
  })

  test('asks for a token exactly where the door does', () => {
    for (const methods of Object.values(http.paths as Record<string, Record<string, Json>>)) {
      for (const { tags, security } of Object.values(methods)) {
        expect(security).toEqual((tags as string[])[0] === 'accounts' ? [] : undefined)
      }
    }
  })

  test('describes a position in a query as the number it is', () => {
    const { parameters } = at(http, 'paths', '/v1/conversations/{conversation}/messages', 'get')
    expect(parameters).toContainEqual({
      name: 'after',
      in: 'query',
      required: false,
      schema: { $ref: '#/components/schemas/Position' },
    })
    expect(at(http, 'components', 'schemas', 'Position')).toMatchObject({ type: 'integer', minimum: 0 })
  })
})

describe('the AsyncAPI document', () => {
  test('is sound AsyncAPI 3.0', () => {
    const ajv = new Ajv({ strict: false, validateFormats: false })
    const sound = ajv.validate(specs.schemasWithoutId['3.0.0'] as AnySchema, socket)
    expect(ajv.errors ?? []).toEqual([])
    expect(sound).toBe(true)
  })

  test('has every action with its reply, every event, and no other operation', () => {
    const operations = at(socket, 'operations')
    const names = [...Object.keys(ACTIONS), ...Object.keys(EVENTS).map((name) => `event.${name}`)]
    expect(Object.keys(operations)).toEqual(names)
    for (const name of Object.keys(ACTIONS)) {
      expect(at(operations, name, 'reply').messages).toEqual([
        { $ref: `#/channels/socket/messages/${name}.reply` },
        { $ref: '#/channels/socket/messages/refusal' },
      ])
    }
  })
})

test.each([
  ['openapi', http],
  ['asyncapi', socket],
])('every reference in the %s document leads somewhere', (_, document) => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path!)
  expect(references.length).toBeGreaterThan(20)
  for (const path of references) {
    const steps = path.split('/').map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    expect(at(document, ...steps), path).toBeTypeOf('object')
  }
})

test('every error of the table has the form that the documents promise', () => {
  const ajv = new Ajv2020({ strict: false })
  ajv.addSchema({ ...http, $id: 'http' })
  for (const code of Object.keys(ERRORS) as ErrorCode[]) {
    const error = toWireError(new Refusal(code, 'a detail', 100))
    expect(ajv.validate('http#/components/schemas/Refusal', { error }), ajv.errorsText()).toBe(true)
  }
  expect(ajv.validate('http#/components/schemas/Refusal', { error: { code: 'NONSENSE' } })).toBe(false)
})

describe('the documents in docs/', () => {
  const out = mkdtempSync(join(tmpdir(), 'parley-documents-'))
  afterAll(() => rmSync(out, { recursive: true }))
  const script = 'scripts/documents.ts'

  test('are what the wire’s table says', () => {
    const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' })
    expect(stderr).toBe('')
    expect(status).toBe(0)
  })

  test('fail the check, each by name, once they drift or are missing', () => {
    execFileSync(process.execPath, [script, '--out', out])
    const errors = join(out, 'errors.md')
    writeFileSync(errors, readFileSync(errors, 'utf8').replace('4000', '4009'))
    rmSync(join(out, 'openapi.json'))
    const { status, stderr } = spawnSync(process.execPath, [script, '--check', '--out', out], {
      encoding: 'utf8',
    })
    expect(status).toBe(1)
    expect(stderr).toContain('errors.md is not what')
    expect(stderr).toContain('openapi.json is not what')
    expect(stderr).not.toContain('asyncapi.json')
  })
})

function at(from: Json, ...path: string[]): Json {
  return path.reduce((node, step) => node[step] as Json, from)
}
