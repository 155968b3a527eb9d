import { useRef, useState } from 'react'
import { useThread } from '../thread/thread-context.ts'
import { length } from '../times.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { localUrl } from './local-files.ts'
import type { MediaProps } from './media-view.tsx'
import { useDownload } from './use-download.ts'
import { Waveform } from './waveform.tsx'

const SPEEDS = [1, 1.5, 2] as const

/** A voice message: play, go to a place, play faster. */
export function Voice({ message, media }: MediaProps) {
  const { conversation } = useThread()
  const url = useDownload(conversation, message)?.url ?? localUrl(message.clientId)
  const player = useRef<HTMLAudioElement>(null)
  const [isPlaying, setPlaying] = useState(false)
  const [at, setAt] = useState(0)
  const [speed, setSpeed] = useState(0)
  const total = media.duration ?? 0
  const toggle = () => {
    const audio = player.current!
    if (isPlaying) return audio.pause()
    audio.playbackRate = SPEEDS[speed] ?? 1
    audio.play().catch(() => setPlaying(false))
  }
  return (
    <div className="voice">
      {/* biome-ignore lint/a11y/useMediaCaption: what people say has no captions */}
      <audio
        ref={player}
        src={url}
        preload="none"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setAt(0)}
        onTimeUpdate={({ currentTarget }) => setAt(currentTarget.currentTime * 1000)}
      />
      <IconButton
        icon={isPlaying ? 'pause' : 'play'}
        label={isPlaying ? 'Pause' : 'Play voice message'}
        className="accent"
        disabled={!url}
        onClick={toggle}
      />
      <div className="voice-track">
        <Waveform samples={media.waveform ?? []} played={total ? at / total : 0} />
        <input
          type="range"
          aria-label="Position"
          min={0}
          max={total || 1}
          value={Math.min(at, total)}
          onChange={({ target }) => {
            player.current!.currentTime = Number(target.value) / 1000
            setAt(Number(target.value))
          }}
        />
        <small>{length(at || total)}</small>
      </div>
      <button
        type="button"
        className="speed"
        aria-label={`Speed ${SPEEDS[speed]}×`}
        onClick={() => {
          const next = (speed + 1) % SPEEDS.length
          setSpeed(next)
          player.current!.playbackRate = SPEEDS[next] ?? 1
        }}
      >
        {SPEEDS[speed]}×
      </button>
    </div>
  )
}
