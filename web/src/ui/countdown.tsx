import { useEffect, useReducer } from 'react'

/** How long it is until a time, second by second; for the eye only, as it would be read out all the time. */
export function Countdown({ to }: { to: number }) {
  const [, tick] = useReducer((count: number) => count + 1, 0)
  useEffect(() => {
    const timer = setInterval(tick, 1000)
    return () => clearInterval(timer)
  }, [])
  const seconds = Math.ceil((to - Date.now()) / 1000)
  return seconds > 0 ? <small aria-hidden="true">{`Next try in ${seconds} s`}</small> : null
}
