import { COMMON_ERRORS, ERRORS, type ErrorCode, OPERATIONS } from '@parley/protocol'
import type { ZodMiniType } from 'zod/mini'
import { components, type Json, propertiesOf, reference, schemaOf } from './schemas.ts'

const DIALECT = 'draft-2020-12'
type Operation = (typeof OPERATIONS)[keyof typeof OPERATIONS]

/** The HTTPS half of the wire as an OpenAPI 3.1 document. */
export function openapi(version: string): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Parley over HTTPS',
      version,
      summary: 'Accounts, people, groups, invites, sync, history, long texts, choices, marks and devices.',
      description:
        'A request without a sound access token does not reach the server: API Gateway answers it with 401 and ' +
        '`{ message }`. Every refusal of the server itself has the form of `Refusal`.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [
      { url: 'http://localhost:4001', description: 'npm start' },
      {
        url: 'https://{api}.execute-api.{region}.amazonaws.com',
        description: 'A deployed stack: its output HttpUrl.',
        variables: { api: { default: 'api' }, region: { default: 'us-east-1' } },
      },
    ],
    security: [{ accessToken: [] }],
    paths: paths(),
    components: {
      securitySchemes: { accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { ...components(DIALECT), Refusal: REFUSAL },
    },
  }
}

function paths(): Record<string, Json> {
  const byPath: Record<string, Record<string, Json>> = {}
  for (const [name, operation] of Object.entries(OPERATIONS)) {
    const [method, path] = operation.route.split(' ') as [string, string]
    byPath[path] = { ...byPath[path], [method.toLowerCase()]: describe(name, operation) }
  }
  return byPath
}

function describe(name: string, operation: Operation): Json {
  const parameters = [
    ...propertiesOf(operation.path).map((property) => parameter('path', property)),
    ...propertiesOf(operation.query).map((property) => parameter('query', property)),
  ]
  const hasBody = propertiesOf(operation.body).length > 0
  return {
    operationId: name,
    summary: operation.summary,
    tags: [operation.door],
    ...(operation.door === 'accounts' && { security: [] }),
    ...(parameters.length > 0 && { parameters }),
    ...(hasBody && { requestBody: { required: true, content: json(schemaOf(operation.body, DIALECT)) } }),
    responses: {
      200: { description: 'Done.', content: json(schemaOf(operation.reply, DIALECT, 'output')) },
      ...refusals([...COMMON_ERRORS, ...(hasBody ? (['TOO_LARGE'] as const) : []), ...operation.errors]),
    },
  }
}

/** A parameter is described as the value it stands for (`output`), not as the digits that spell it. */
function parameter(place: 'path' | 'query', [name, schema]: [string, ZodMiniType]): Json {
  const required = place === 'path'
  return { name, in: place, required, schema: schemaOf(schema, DIALECT, 'output') }
}

/** One response per status, naming the codes that come with it. */
function refusals(codes: readonly ErrorCode[]): Record<string, Json> {
  const byStatus = Object.groupBy(new Set(codes), (code) => ERRORS[code].status)
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, these]) => [
      status,
      {
        description: (these ?? []).map((code) => `${code}: ${ERRORS[code].message}`).join('\n\n'),
        content: json(reference('Refusal')),
      },
    ]),
  )
}

const REFUSAL: Json = {
  type: 'object',
  properties: { error: reference('WireError') },
  required: ['error'],
  additionalProperties: false,
}

function json(schema: Json): Json {
  return { 'application/json': { schema } }
}
