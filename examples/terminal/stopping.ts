/** Somebody pressed Ctrl-C before the command was done. */
export class Stopped extends Error {
  override readonly name = 'Stopped'
}

/** Aborted by the first signal, or when nobody reads what is printed any more; the second signal ends at once. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(130)
      stop.abort()
    })
  process.stdout.on('error', () => stop.abort())
  return stop.signal
}

/** What a promise brings, or `Stopped` if that comes first. */
export async function unlessStopped<Result>(promise: Promise<Result>, stopped: AbortSignal): Promise<Result> {
  const end = Promise.withResolvers<never>()
  const reject = () => end.reject(new Stopped('Stopped.'))
  if (stopped.aborted) reject()
  stopped.addEventListener('abort', reject)
  return Promise.race([promise, end.promise]).finally(() => stopped.removeEventListener('abort', reject))
}

/** Resolves when it is to stop. */
export function untilStopped(stopped: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stopped.aborted) resolve()
    stopped.addEventListener('abort', () => resolve(), { once: true })
  })
}
