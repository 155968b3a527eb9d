import { useChat } from '@parley/client/react'
import { useEffect, useRef, useState } from 'react'
import { explain } from '../names.ts'
import { size } from '../times.ts'
import { ProblemLine } from '../ui/problem-line.tsx'

type State = { readonly bytes: number } | { readonly problem: string } | 'done' | undefined

/** Everything the server has of this account, as a file. */
export function ExportAccount() {
  const chat = useChat()
  const [state, setState] = useState<State>()
  const stopped = useRef(false)
  useEffect(
    () => () => {
      stopped.current = true
    },
    [],
  )

  async function run(): Promise<void> {
    stopped.current = false
    setState({ bytes: 0 })
    const parts: Blob[] = []
    let bytes = 0
    try {
      for await (const piece of chat.exportAccount()) {
        if (stopped.current) return setState(undefined)
        const part = new Blob([piece])
        parts.push(part)
        bytes += part.size
        setState({ bytes })
      }
      save(new Blob(parts, { type: 'application/json' }), fileName(chat.me?.handle))
      setState('done')
    } catch (error) {
      setState({ problem: explain(error) })
    }
  }

  const isRunning = typeof state === 'object' && 'bytes' in state
  return (
    <section>
      <h2>A copy of your data</h2>
      <p className="faint-text">
        Your profile, settings, contacts, devices, chats and messages as one JSON file. Links to files in it
        are good for a quarter of an hour.
      </p>
      {isRunning ? (
        <div className="running">
          <progress aria-label="Collecting" />
          <span role="status">{`${size(state.bytes)} so far`}</span>
          <button
            type="button"
            className="link"
            onClick={() => {
              stopped.current = true
            }}
          >
            Stop
          </button>
        </div>
      ) : (
        <button type="button" className="secondary" onClick={() => void run()}>
          Download my data
        </button>
      )}
      {state === 'done' && <p role="status">Your browser has saved the file.</p>}
      <ProblemLine words={typeof state === 'object' && 'problem' in state ? state.problem : undefined} />
    </section>
  )
}

function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file)
  const link = Object.assign(document.createElement('a'), { href: url, download: name })
  link.click()
  // The browser has taken it up by then; at once would be too early for some.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

function fileName(handle = 'account'): string {
  return `parley-${handle}-${new Date().toISOString().slice(0, 10)}.json`
}
