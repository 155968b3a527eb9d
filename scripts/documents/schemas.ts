import { ERRORS } from '@parley/protocol'
import * as shared from '@parley/protocol/schema'
import * as z from 'zod/mini'

export type Json = { readonly [key: string]: unknown }
/** AsyncAPI speaks an older dialect of JSON Schema than OpenAPI. */
export type Dialect = 'draft-7' | 'draft-2020-12'

const COMPONENTS = '#/components/schemas/'

/** JSON Schema of one shape of the wire, the shared ones by reference. */
export function schemaOf(schema: z.ZodMiniType, dialect: Dialect, io: 'input' | 'output' = 'input'): Json {
  const name = nameOf(schema)
  if (name) return reference(name)
  const registry = registryOfShared()
  registry.add(schema, { id: 'it' })
  return bare(z.toJSONSchema(registry, { target: dialect, io, uri }).schemas.it!)
}

/** The shared shapes by name, as both documents hold them under `components`. */
export function components(dialect: Dialect): Record<string, Json> {
  const { schemas } = z.toJSONSchema(registryOfShared(), { target: dialect, uri })
  return {
    ...Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, bare(schema)])),
    WireError: WIRE_ERROR,
  }
}

export function reference(name: string): Json {
  return { $ref: uri(name) }
}

/** The properties of an object shape; none for an empty one. */
export function propertiesOf(schema: z.ZodMiniType): [name: string, schema: z.ZodMiniType][] {
  return schema instanceof z.ZodMiniObject
    ? Object.entries(schema.shape as Record<string, z.ZodMiniType>)
    : []
}

const WIRE_ERROR: Json = {
  type: 'object',
  description: 'What went wrong, by the table in docs/errors.md.',
  properties: {
    code: { type: 'string', enum: Object.keys(ERRORS) },
    number: { type: 'integer', enum: Object.values(ERRORS).map(({ number }) => number) },
    message: { type: 'string' },
    remedy: { type: 'string', description: 'What to do about it.' },
    retry: { type: 'boolean', description: 'Whether the same request can succeed later, unchanged.' },
    detail: { type: 'string', description: 'What in the request was wrong; never its content.' },
    retryAfterMs: { type: 'integer', minimum: 0, description: 'Wait this long before a retry.' },
  },
  required: ['code', 'number', 'message', 'remedy', 'retry'],
  additionalProperties: false,
}

function registryOfShared() {
  const registry = z.registry<{ id: string }>()
  for (const schema of Object.values(shared)) registry.add(schema, { id: nameOf(schema)! })
  return registry
}

/** `conversationId` in the code is `ConversationId` in the documents. */
function nameOf(schema: z.ZodMiniType): string | undefined {
  const found = Object.entries(shared).find(([, one]) => one === schema)
  return found && found[0].charAt(0).toUpperCase() + found[0].slice(1)
}

function uri(name: string): string {
  return COMPONENTS + name
}

/** Inside a document the dialect is the document's, and the place is the name. */
function bare({ $schema, $id, ...schema }: Json): Json {
  return schema
}
