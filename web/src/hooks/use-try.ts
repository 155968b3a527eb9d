import { useCallback } from 'react'
import { explain } from '../names.ts'
import { useToast } from '../ui/toast.tsx'

/** Runs what may be refused, and says why it was; `done` is said when it was not. */
export function useTry(): (work: () => Promise<unknown>, done?: string) => void {
  const say = useToast()
  return useCallback(
    (work, done) => {
      work().then(
        () => done && say(done),
        (error: unknown) => say(explain(error)),
      )
    },
    [say],
  )
}
