import type { Conversation, Download, Message } from '@parley/client'
import { useEffect, useState } from 'react'

const ASK_AGAIN_MS = 1_500
const TIMES_MAX = 20

/** Where a message's file is; asked for again while it is still being made. */
export function useDownload(conversation: Conversation, message: Message): Download | undefined {
  const [download, setDownload] = useState<Download>()
  const media = message.media?.media
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let times = 0
    const ask = async () => {
      times++
      const found = await conversation.download(message).catch(() => undefined)
      if (times < 0) return
      if (found) setDownload(found)
      if (found?.state !== 'ready' && found?.state !== 'given-up' && times < TIMES_MAX) {
        timer = setTimeout(() => void ask(), ASK_AGAIN_MS * times)
      }
    }
    void ask()
    return () => {
      times = Number.NEGATIVE_INFINITY
      clearTimeout(timer)
    }
  }, [conversation, media])
  return download
}
