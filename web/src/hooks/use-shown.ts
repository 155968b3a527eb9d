import { startTransition, useOptimistic } from 'react'
import { explain } from '../names.ts'
import { useToast } from '../ui/toast.tsx'

/** A choice shows at once, while it is on its way; if it is refused, that is said, and what holds shows again. */
export function useShown<Value>(
  value: Value,
  change: (next: Value) => unknown,
): readonly [Value, (next: Value) => void] {
  const say = useToast()
  const [shown, setShown] = useOptimistic(value)
  const choose = (next: Value) =>
    startTransition(async () => {
      setShown(next)
      try {
        await change(next)
      } catch (error) {
        say(explain(error))
      }
    })
  return [shown, choose]
}
