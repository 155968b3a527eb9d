import type { Conversation, Message } from '@parley/client'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { explain } from '../names.ts'
import { length } from '../times.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { useToast } from '../ui/toast.tsx'
import { keepLocal } from './local-files.ts'
import { Recording, whyNot } from './recording.ts'
import { Waveform } from './waveform.tsx'

const SHOWN = 40
const SHORTEST_MS = 500

type Props = {
  readonly conversation: Conversation
  readonly reply: Message | undefined
  readonly close: () => void
  readonly onSent: () => void
  /** Above it: what is answered. */
  readonly children: ReactNode
}

/** In the place of the box while one speaks: pause, throw away, or send. */
export function VoiceRecorder({ conversation, reply, close, onSent, children }: Props) {
  const say = useToast()
  const recording = useRef<Recording>(undefined)
  const [state, setState] = useState<'asking' | 'recording' | 'paused'>('asking')
  const [ms, setMs] = useState(0)
  const [samples, setSamples] = useState<readonly number[]>([])

  useEffect(() => {
    let isOver = false
    const hear = (now: number, elapsed: number) => {
      setMs(elapsed)
      setSamples((before) => [...before, now].slice(-SHOWN))
      conversation.typing('recording')
    }
    Recording.begin(hear).then(
      (begun) => {
        if (isOver) return begun.cancel()
        recording.current = begun
        setState('recording')
      },
      (error: unknown) => {
        if (isOver) return
        say(whyNot(error))
        close()
      },
    )
    return () => {
      isOver = true
      recording.current?.cancel()
      conversation.typing('nothing')
    }
  }, [])

  function pause(): void {
    if (state === 'recording') recording.current?.pause()
    else recording.current?.resume()
    setState(state === 'recording' ? 'paused' : 'recording')
    if (state === 'recording') conversation.typing('nothing')
  }

  async function send(): Promise<void> {
    const recorded = await recording.current?.finish()
    close()
    if (!recorded || recorded.duration < SHORTEST_MS)
      return say('Too short: keep speaking before you send it.')
    try {
      const sent = conversation.sendFile({ ...recorded, kind: 'voice', name: 'voice message' }, '', {
        ...(reply && { reply }),
      })
      keepLocal(sent.clientId, recorded.file)
      onSent()
    } catch (error) {
      say(explain(error))
    }
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape does what the first button does
    <div className="composer recorder" onKeyDown={({ key }) => key === 'Escape' && close()}>
      {children}
      <div className="composer-row">
        <IconButton icon="trash" label="Throw away" onClick={close} />
        <span className={`recording-dot ${state}`} aria-hidden="true" />
        <span role="timer" aria-label="Recorded">
          {length(ms)}
        </span>
        {state === 'asking' ? (
          <p className="asking" role="status">
            Allow the microphone to begin …
          </p>
        ) : (
          <Waveform samples={[...new Array<number>(SHOWN - samples.length).fill(0), ...samples]} played={1} />
        )}
        <IconButton
          icon={state === 'paused' ? 'mic' : 'pause'}
          label={state === 'paused' ? 'Go on recording' : 'Pause recording'}
          disabled={state === 'asking'}
          onClick={pause}
        />
        <IconButton
          icon="send"
          label="Send voice message"
          className="accent"
          disabled={state === 'asking'}
          autoFocus
          onClick={() => void send()}
        />
      </div>
    </div>
  )
}
