import * as z from 'zod/mini'
import { ACTIONS, type ActionName, type AnyRequest } from './actions.ts'
import { Refusal } from './errors.ts'

/** The client's frame id, if the frame got as far as having one: so that even a refusal can be matched. */
export function frameIdOf(frame: Record<string, unknown>): string | undefined {
  return typeof frame.id === 'string' && frame.id.length <= 32 ? frame.id : undefined
}

/**
 * The request in a parsed frame. Throws `UNSUPPORTED` (unknown action or field, by name) or `BAD_REQUEST`
 * (a field out of its range, by name).
 */
export function requestOf(frame: Record<string, unknown>): AnyRequest {
  const { action } = frame
  if (typeof action !== 'string' || !Object.hasOwn(ACTIONS, action)) {
    throw new Refusal('UNSUPPORTED', `action ${quote(action)}`)
  }
  return check(ACTIONS[action as ActionName].request, frame) as AnyRequest
}

/** Holds a value against a closed schema; the refusal names the field, never its content. */
export function check<Schema extends z.ZodMiniType>(schema: Schema, value: unknown): z.infer<Schema> {
  const result = z.safeParse(schema, value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const path = issue?.path.join('.') || 'body'
  if (issue?.code === 'unrecognized_keys') {
    throw new Refusal('UNSUPPORTED', `field ${issue.keys.map(quote).join(', ')}`)
  }
  throw new Refusal('BAD_REQUEST', `${path}: ${issue?.code ?? 'invalid'}`)
}

/** A name a stranger chose, made safe to repeat: short and printable. */
function quote(name: unknown): string {
  return typeof name === 'string'
    ? `"${name.slice(0, 32).replace(/[^\w.$-]/g, '?')}"`
    : `of type ${typeof name}`
}
