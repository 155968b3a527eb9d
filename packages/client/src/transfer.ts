import { ParleyError } from './error.ts'
import { formOf } from './form.ts'
import type { Platform, Transfer } from './platform.ts'
import type { Run } from './run.ts'
import type { Timing } from './timing.ts'

/** Where bytes of a file go: a form's fields, or the headers of a PUT. */
export type Address = {
  readonly url: string
  readonly fields?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * Sends bytes to storage and tells how many have gone. Rejects with `UNREACHABLE`, `TIMED_OUT` when nothing moves any
 * more, or `INTERNAL` for what storage refuses, whose address may have expired; and at once when the run ends.
 */
export async function transfer(
  { platform, timing }: { platform: Platform; timing: Timing },
  to: Address,
  bytes: Uint8Array<ArrayBuffer>,
  run: Run,
  onSent: (bytes: number) => void,
): Promise<void> {
  const abort = new AbortController()
  const stop = () => abort.abort()
  let timer = platform.setTimeout(stop, timing.transferMs)
  const stopListening = run.onEnd(stop)
  try {
    const status = await (platform.transfer ?? byFetch(platform))(
      { ...request(to, bytes, platform.id), url: to.url, signal: abort.signal },
      (sent) => {
        platform.clearTimeout(timer)
        timer = platform.setTimeout(stop, timing.transferMs)
        onSent(Math.min(sent, bytes.length))
      },
    )
    if (status >= 300) throw new ParleyError('INTERNAL', { detail: `storage: HTTP ${status}` })
  } catch (cause) {
    if (cause instanceof ParleyError) throw cause
    throw new ParleyError(abort.signal.aborted ? 'TIMED_OUT' : 'UNREACHABLE', { cause })
  } finally {
    platform.clearTimeout(timer)
    stopListening()
  }
}

function request({ fields, headers = {} }: Address, bytes: Uint8Array<ArrayBuffer>, id: () => string) {
  if (!fields) return { method: 'PUT', headers, body: bytes }
  return { method: 'POST', ...formOf(fields, bytes, id()) } // the file last: storage ignores what comes behind it
}

/** Without progress: a browser's fetch does not tell. */
function byFetch({ fetch }: Platform): Transfer {
  return async ({ url, ...init }) => {
    const response = await fetch(url, init)
    await response.arrayBuffer() // to the end, so that the connection can be used again
    return response.status
  }
}
