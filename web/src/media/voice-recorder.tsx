import type { Conversation } from '@parley/client'
import { useEffect, useRef, useState } from 'react'
import { explain } from '../names.ts'
import { length } from '../times.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { useToast } from '../ui/toast.tsx'
import { keepLocal } from './local-files.ts'
import { Recording } from './recording.ts'
import { Waveform } from './waveform.tsx'

const SHOWN = 40
const SHORTEST_MS = 500

type Props = { readonly conversation: Conversation; readonly close: () => void; readonly onSent: () => void }

/** In the place of the box while one speaks: throw away, or send. */
export function VoiceRecorder({ conversation, close, onSent }: Props) {
  const say = useToast()
  const recording = useRef<Recording>(undefined)
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
        recording.current = begun
        if (isOver) begun.cancel()
      },
      () => {
        say('The microphone cannot be used: allow it in the browser’s settings for this page.')
        close()
      },
    )
    return () => {
      isOver = true
      recording.current?.cancel()
      conversation.typing('nothing')
    }
  }, [])

  async function send(): Promise<void> {
    const recorded = await recording.current?.finish()
    close()
    if (!recorded || recorded.duration < SHORTEST_MS) return
    try {
      const sent = conversation.sendFile({ ...recorded, kind: 'voice', name: 'voice message' })
      keepLocal(sent.clientId, recorded.file)
      onSent()
    } catch (error) {
      say(explain(error))
    }
  }

  return (
    <div className="composer recorder">
      <div className="composer-row">
        <IconButton icon="trash" label="Throw away" onClick={close} />
        <span className="recording-dot" aria-hidden="true" />
        <span role="timer" aria-label="Recorded">
          {length(ms)}
        </span>
        <Waveform samples={[...new Array<number>(SHOWN - samples.length).fill(0), ...samples]} played={1} />
        <IconButton
          icon="send"
          label="Send voice message"
          className="accent"
          autoFocus
          onClick={() => void send()}
        />
      </div>
    </div>
  )
}
