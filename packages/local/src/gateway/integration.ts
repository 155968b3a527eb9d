import { FunctionError, type Invoke, type Log } from '../contracts.ts'

export type Outcome =
  | { status: 'returned'; value: unknown }
  | { status: 'failed'; errorType: string }
  | { status: 'timed-out' }

/** Runs one Lambda proxy integration. Never rejects; past `timeoutMs` the function's result is dropped. */
export async function integrate(invoke: Invoke, event: unknown, timeoutMs: number): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<Outcome>((resolve) => {
    timer = setTimeout(() => resolve({ status: 'timed-out' }), timeoutMs)
  })
  const run = Promise.resolve()
    .then(() => invoke(event))
    .then(
      (value): Outcome => ({ status: 'returned', value }),
      (error: unknown): Outcome => ({ status: 'failed', errorType: errorTypeOf(error) }),
    )
  const outcome = await Promise.race([run, timeout])
  clearTimeout(timer)
  return outcome
}

/** One line for the log; the error's own message stays out of it, for it may quote what a user wrote. */
export function reportFailure(log: Log, routeKey: string, outcome: Outcome): void {
  if (outcome.status === 'failed') log.error(`${routeKey}: the function failed with ${outcome.errorType}`)
  if (outcome.status === 'timed-out') log.error(`${routeKey}: the integration timed out`)
}

function errorTypeOf(error: unknown): string {
  if (error instanceof FunctionError) return error.errorType
  return error instanceof Error ? error.name : 'Error'
}
