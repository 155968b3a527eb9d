import { useEffect, useReducer } from 'react'

/** Draws the component again when a new day begins: "Yesterday" becomes a weekday by itself. */
export function useToday(): void {
  const [day, next] = useReducer((count: number) => count + 1, 0)
  useEffect(() => {
    const midnight = new Date().setHours(24, 0, 0, 0)
    const timer = setTimeout(next, midnight - Date.now())
    return () => clearTimeout(timer)
  }, [day])
}
