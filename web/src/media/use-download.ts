import type { Conversation, Download, Message } from '@parley/client'
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

/** Where a message's file is; asked for again while it is still being made. */
export function useDownload(conversation: Conversation, message: Message): Downloading {
  const [state, setState] = useState<{ media: string; download?: Download; isLost: boolean }>()
  const [times, setTimes] = useState(0)
  const refusals = useRef(0)
  const media = message.media?.media ?? ''
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let asked = 0
    refusals.current = 0
    const ask = async () => {
      asked++
      const found = await conversation.download(message).catch(() => undefined)
      if (asked < 0) return
      if (found || asked === TIMES_MAX) setState({ media, ...(found && { download: found }), isLost: !found })
      if (found?.state !== 'ready' && found?.state !== 'given-up' && asked < TIMES_MAX) {
        timer = setTimeout(() => void ask(), ASK_AGAIN_MS * asked)
      }
    }
    void ask()
    return () => {
      asked = Number.NEGATIVE_INFINITY
      clearTimeout(timer)
    }
  }, [conversation, media])

  const now = state?.media === media ? state : undefined
  const refused = now?.download
  const renew = useCallback(async () => {
    refusals.current++
    const found =
      refusals.current > REFUSALS_MAX
        ? undefined
        : await conversation.download(message, refused).catch(() => undefined)
    setState({ media, ...(found && { download: found }), isLost: !found })
    setTimes(refusals.current)
    return found
  }, [conversation, media, refused])
  return { download: refused, renew, isLost: now?.isLost ?? false, times }
}
