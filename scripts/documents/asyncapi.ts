import {
  ACTIONS,
  COMMON_ERRORS,
  ERRORS,
  type ErrorCode,
  EVENTS,
  MAX_FRAME_BYTES,
  WIRE_VERSION,
} from '@parley/protocol'
import { components, type Json, reference, schemaOf } from './schemas.ts'

const DIALECT = 'draft-7'
const CHANNEL = '#/channels/socket'

/** The socket half of the wire as an AsyncAPI 3.0 document, told from the server's side. */
export function asyncapi(version: string): Json {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Parley over WebSocket',
      version,
      description:
        'Every client frame is `{ action, id, … }`; every reply echoes the id: `{ id, ok: true, … }` or ' +
        '`{ id, ok: false, error }`. What the server says unasked is `{ event, … }`. Should the server itself fail, ' +
        'API Gateway answers in its place with `{ message, connectionId, requestId }`, without the id.',
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    servers: servers(),
    channels: { socket: channel() },
    operations: { ...receivedOperations(), ...sentOperations() },
    components: {
      schemas: components(DIALECT),
      messages: { ...actionMessages(), ...eventMessages(), refusal: REFUSAL },
    },
  }
}

function servers(): Json {
  return {
    local: { host: 'localhost:4002', pathname: '/prod', protocol: 'ws', description: 'npm start' },
    deployed: {
      host: '{api}.execute-api.{region}.amazonaws.com',
      pathname: '/prod',
      protocol: 'wss',
      description: 'A deployed stack: its output SocketUrl.',
      variables: { api: { default: 'api' }, region: { default: 'us-east-1' } },
    },
  }
}

function channel(): Json {
  const names = [...Object.keys(actionMessages()), ...Object.keys(eventMessages()), 'refusal']
  return {
    address: '/',
    description: `One socket per device. A client frame is text of at most ${MAX_FRAME_BYTES} bytes.`,
    messages: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/messages/${name}` }])),
    bindings: {
      ws: {
        query: {
          type: 'object',
          properties: {
            v: { type: 'string', const: String(WIRE_VERSION), description: 'Version of the wire.' },
            ticket: {
              type: 'string',
              description: 'From POST /v1/tickets: good for 30 seconds and one socket.',
            },
          },
          required: ['v', 'ticket'],
        },
        bindingVersion: '0.1.0',
      },
    },
  }
}

function receivedOperations(): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(ACTIONS).map(([name, { summary, errors }]) => [
      name,
      {
        action: 'receive',
        channel: { $ref: CHANNEL },
        summary,
        description: `Errors: ${list([...COMMON_ERRORS, ...errors])}.`,
        messages: [message(name)],
        reply: { channel: { $ref: CHANNEL }, messages: [message(`${name}.reply`), message('refusal')] },
      },
    ]),
  )
}

function sentOperations(): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(EVENTS).map(([name, { summary }]) => [
      `event.${name}`,
      { action: 'send', channel: { $ref: CHANNEL }, summary, messages: [message(`event.${name}`)] },
    ]),
  )
}

function actionMessages(): Record<string, Json> {
  const pairs = Object.entries(ACTIONS).flatMap(([name, { summary, request, reply }]) => [
    [name, { summary, payload: schemaOf(request, DIALECT) }],
    [
      `${name}.reply`,
      { summary: `Reply to ${name}.`, payload: answered(schemaOf(reply, DIALECT, 'output')) },
    ],
  ])
  return Object.fromEntries(pairs)
}

function eventMessages(): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(EVENTS).map(([name, { summary, payload }]) => [
      `event.${name}`,
      { summary, payload: schemaOf(payload, DIALECT, 'output') },
    ]),
  )
}

/** A reply's own fields beside those that every reply has. */
function answered(reply: Json): Json {
  return {
    ...reply,
    properties: {
      id: reference('FrameId'),
      ok: { type: 'boolean', const: true },
      ...(reply.properties as Json),
    },
    required: ['id', 'ok', ...((reply.required as string[] | undefined) ?? [])],
  }
}

const REFUSAL: Json = {
  summary: 'Any request, refused. The id is null where the frame had none that could be read.',
  payload: {
    type: 'object',
    properties: {
      id: { type: ['string', 'null'] },
      ok: { type: 'boolean', const: false },
      error: reference('WireError'),
    },
    required: ['id', 'ok', 'error'],
    additionalProperties: false,
  },
}

function message(name: string): Json {
  return { $ref: `${CHANNEL}/messages/${name}` }
}

function list(codes: readonly ErrorCode[]): string {
  return [...new Set(codes)].map((code) => `${code} (${ERRORS[code].number})`).join(', ')
}
