import { useEffect, useState } from 'react'

/**
 * What a request answers, asked again whenever `key` changes; an answer to an earlier key is dropped. `error` is
 * whatever it was refused with.
 */
export function useAsked<Answer>(
  key: string,
  ask: () => Promise<Answer>,
): { readonly answer?: Answer; readonly error?: unknown } {
  const [state, setState] = useState<{ key: string; answer?: Answer; error?: unknown }>({ key: '' })
  useEffect(() => {
    let isOver = false
    ask().then(
      (answer) => !isOver && setState({ key, answer }),
      (error: unknown) => !isOver && setState({ key, error }),
    )
    return () => {
      isOver = true
    }
  }, [key])
  return state.key === key ? state : {}
}
