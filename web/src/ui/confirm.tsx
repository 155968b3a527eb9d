import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from 'react'
import { Dialog } from './dialog.tsx'

/** What is about to be done, and the words on the button that does it. */
export type Question = {
  readonly title: string
  readonly text?: string
  readonly action: string
  readonly danger?: boolean
}
type Ask = (question: Question) => Promise<boolean>

const Confirm = createContext<Ask>(async () => false)

/** A place above all else where one is asked whether something is really meant. */
export function ConfirmProvider({ children }: { children: ReactNode }) {
  const [question, setQuestion] = useState<Question>()
  const answer = useRef<(isMeant: boolean) => void>(undefined)
  const ask = useCallback<Ask>((next) => {
    answer.current?.(false)
    setQuestion(next)
    return new Promise((resolve) => {
      answer.current = resolve
    })
  }, [])
  const close = (isMeant: boolean) => {
    setQuestion(undefined)
    answer.current?.(isMeant)
    answer.current = undefined
  }
  return (
    <Confirm value={ask}>
      {children}
      {question && (
        <Dialog title={question.title} close={() => close(false)} className="small">
          {question.text && <p dir="auto">{question.text}</p>}
          <div className="answers">
            <button type="button" className="secondary" onClick={() => close(false)}>
              Cancel
            </button>
            <button
              type="button"
              className={question.danger ? 'danger-button' : 'primary'}
              onClick={() => close(true)}
            >
              {question.action}
            </button>
          </div>
        </Dialog>
      )}
    </Confirm>
  )
}

/** Asks whether something is really meant; false for whatever closes the question without an answer. */
export function useConfirm(): Ask {
  return useContext(Confirm)
}
