import { Refusal } from '@parley/protocol'

/**
 * One line for what should not have happened; refusals are ordinary and stay silent. The error's name,
 * origin and AWS request id only: messages of failed requests can quote what a person wrote.
 */
export function logFault(error: unknown): void {
  if (error instanceof Refusal) return
  const known = error instanceof Error ? error : new Error(typeof error)
  const { $metadata } = known as Error & { $metadata?: { requestId?: string; httpStatusCode?: number } }
  console.error(
    JSON.stringify({
      fault: known.name,
      at: known.stack
        ?.split('\n')
        .find((line) => line.trimStart().startsWith('at '))
        ?.trim(),
      ...($metadata && { aws: $metadata.requestId, status: $metadata.httpStatusCode }),
    }),
  )
}
