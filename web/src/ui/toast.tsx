import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react'

const SHOWN_MS = 5_000
const Toast = createContext<(words: string) => void>(() => {})

/** A place at the bottom for a sentence about what just happened. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState<{ words: string }>()
  const say = useCallback((words: string) => setSaid(words ? { words } : undefined), [])
  useEffect(() => {
    if (!said) return
    const timer = setTimeout(() => setSaid(undefined), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [said])
  return (
    <Toast value={say}>
      {children}
      <div className="toasts" role="status">
        {said && <p className="toast">{said.words}</p>}
      </div>
    </Toast>
  )
}

/** Says a sentence for a few seconds. */
export function useToast(): (words: string) => void {
  return useContext(Toast)
}
