import { type Download, ParleyError } from '@parley/client'
import { useCallback, useEffect, useRef, useState } from 'react'

const ASK_AGAIN_MS = 1_500
const TIMES_MAX = 20
/** An address that storage refuses is replaced so often; then the file is taken for gone. */
const REFUSALS_MAX = 3

export type Downloading = {
  readonly download: Download | undefined
  /** Storage does not honour the address any more: the next one, undefined if there is none to be had. */
  readonly renew: () => Promise<Download | undefined>
  /** Whether it cannot be had now. */
  readonly isLost: boolean
  /** How often it was renewed: what is keyed by it loads again, though the address may be the same. */
  readonly times: number
}

/** Where a file is, by a name for it; asked for again while it is still being made, and when it was `refused`. */
export function useAddresses(name: string, ask: (refused?: Download) => Promise<Download>): Downloading {
  const [state, setState] = useState<{ name: string; download?: Download; isLost: boolean }>()
  const [times, setTimes] = useState(0)
  const refusals = useRef(0)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let asked = 0
    refusals.current = 0
    const look = async () => {
      asked++
      let isGone = asked === TIMES_MAX
      const found = await ask().catch((error: unknown) => {
        isGone ||= error instanceof ParleyError && error.code === 'NOT_FOUND'
        return undefined
      })
      if (asked < 0) return
      if (found || isGone) setState({ name, ...(found && { download: found }), isLost: !found })
      if (found?.state !== 'ready' && found?.state !== 'given-up' && !isGone) {
        timer = setTimeout(() => void look(), ASK_AGAIN_MS * asked)
      }
    }
    void look()
    return () => {
      asked = Number.NEGATIVE_INFINITY
      clearTimeout(timer)
    }
  }, [name])

  const now = state?.name === name ? state : undefined
  const refused = now?.download
  const renew = useCallback(async () => {
    refusals.current++
    const found = refusals.current > REFUSALS_MAX ? undefined : await ask(refused).catch(() => undefined)
    setState({ name, ...(found && { download: found }), isLost: !found })
    setTimes(refusals.current)
    return found
  }, [name, refused])
  return { download: refused, renew, isLost: now?.isLost ?? false, times }
}
