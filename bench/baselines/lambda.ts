import { randomBytes } from 'node:crypto'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Meter, ServiceCall } from '../../packages/local/src/index.ts'

/** Posts a frame to a socket. It goes nowhere: what is counted is that it was made. */
export type Post = (connectionId: string, frame: object) => Promise<void>

/**
 * The edge of AWS around a baseline's handlers: frames in, replies and posts out, invocations with their
 * calls, all told to the meter that our own system is measured with.
 */
export class Lambda {
  readonly #meter: Meter
  #calls: ServiceCall[] = []
  #start = 0

  constructor(client: DynamoDBClient, meter: Meter) {
    this.#meter = meter
    client.middlewareStack.add(
      (next, context) => async (args) => {
        const start = performance.now()
        const result = await next(args)
        const operation = String(context.commandName).replace(/Command$/, '')
        this.#called('dynamodb', operation, start)
        return result
      },
      { step: 'initialize' },
    )
  }

  readonly post: Post = async (connectionId, frame) => {
    const start = performance.now()
    await new Promise(setImmediate)
    this.#frame('out', frame, connectionId)
    this.#called('connections', 'POST', start)
  }

  /** A frame from a socket runs its handler; what the handler returns, if anything, is the reply. */
  async frame(
    connectionId: string,
    frame: object,
    handler: () => Promise<object | undefined>,
  ): Promise<void> {
    this.#frame('in', frame, connectionId)
    this.#calls = []
    this.#start = performance.now()
    const cpu = process.cpuUsage()
    const reply = await handler()
    const { user, system } = process.cpuUsage(cpu)
    this.#meter({
      kind: 'invocation',
      function: 'Baseline',
      ms: performance.now() - this.#start,
      cpuMs: (user + system) / 1000,
      cold: false,
      initMs: 0,
      calls: this.#calls,
    })
    if (reply) this.#frame('out', reply, connectionId)
  }

  #called(service: string, operation: string, start: number): void {
    this.#calls.push({ service, operation, start: start - this.#start, end: performance.now() - this.#start })
  }

  #frame(direction: 'in' | 'out', frame: object, connectionId: string): void {
    this.#meter({ kind: 'frame', direction, bytes: Buffer.byteLength(JSON.stringify(frame)), connectionId })
  }
}

export function newConnectionId(): string {
  return `${randomBytes(11).toString('base64url')}=`
}
