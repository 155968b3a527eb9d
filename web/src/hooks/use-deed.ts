import type { Outgoing } from '@parley/client'
import { useCallback } from 'react'
import { explain } from '../names.ts'
import { useToast } from '../ui/toast.tsx'

/** Does something to a message; when it is refused, that is said, and nothing is left of it. */
export function useDeed(): (deed: () => Outgoing) => void {
  const say = useToast()
  return useCallback(
    (deed) => {
      const fail = (error: unknown) => say(explain(error))
      try {
        const sent = deed()
        sent.acked.catch((error: unknown) => {
          fail(error)
          void sent.discard()
        })
      } catch (error) {
        fail(error)
      }
    },
    [say],
  )
}
