import { ACTIONS, type ActionName, check, OPERATIONS, type OperationName, requestOf } from '@parley/protocol'

type Given = { path: object; query: object; body: object }

/** Takes what the real server would take, and answers as it would: anything else is a fault of the fake. */
export function held(name: OperationName, given: Given, answer: () => object): object {
  const { path, query, body, reply } = OPERATIONS[name]
  check(path, given.path)
  check(query, given.query)
  check(body, given.body)
  return honest(name, reply, answer())
}

/** The same for a frame. */
export function heldFrame(frame: Record<string, unknown>, answer: () => object): object {
  const { action } = requestOf(frame)
  return honest(action, ACTIONS[action as ActionName].reply, answer())
}

function honest(name: string, schema: Parameters<typeof check>[0], reply: object): object {
  try {
    check(schema, reply)
    return reply
  } catch (error) {
    throw new Error(`the fake backend answers ${name} otherwise than the wire says: ${error}`)
  }
}
