import type { Person } from '@parley/client'
import { useChat } from '@parley/client/react'
import { useEffect, useState } from 'react'

const WAIT_MS = 400

/** Who has exactly a handle; `nobody` also for who does not want to be found. */
export type Found = Person | 'nobody' | undefined

/** Looks a handle up once its typing has paused; undefined until then, and while it cannot be asked. */
export function useFound(handle: string | undefined): Found {
  const chat = useChat()
  const [found, setFound] = useState<{ handle: string; who: Found }>()
  useEffect(() => {
    if (!handle) return
    let isOver = false
    const tell = (who: Found) => !isOver && setFound({ handle, who })
    const timer = setTimeout(
      () =>
        void chat.find(handle).then(tell, ({ code }) => tell(code === 'NOT_FOUND' ? 'nobody' : undefined)),
      WAIT_MS,
    )
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [chat, handle])
  return found?.handle === handle ? found?.who : undefined
}
