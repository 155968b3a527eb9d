import { useRef, useState } from 'react'
import { useThread } from '../thread/thread-context.ts'
import { length } from '../times.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { localUrl } from './local-files.ts'
import type { MediaProps } from './media-view.tsx'
import { takeTurn } from './turns.ts'
import { useDownload } from './use-download.ts'
import { Waveform } from './waveform.tsx'

const SPEEDS = [1, 1.5, 2] as const
const STEP_MS = 2_000

/** A voice message: play, go to a place, play faster. */
export function Voice({ message, media }: MediaProps) {
  const { conversation } = useThread()
  const { download, renew, isLost, times } = useDownload(conversation, message)
  const url = localUrl(message.clientId) ?? download?.url
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
        key={times}
        ref={player}
        src={url}
        preload="none"
        onPlay={({ currentTarget }) => {
          takeTurn(currentTarget)
          setPlaying(true)
        }}
        onPause={() => setPlaying(false)}
        onEnded={() => setAt(0)}
        onError={() => void (download && renew())}
        onTimeUpdate={({ currentTarget }) => !currentTarget.ended && setAt(currentTarget.currentTime * 1000)}
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
          aria-valuetext={`${length(at)} of ${length(total)}`}
          min={0}
          max={total || 1}
          step={Math.min(STEP_MS, Math.max(1, total / 20))}
          value={Math.min(at, total)}
          onChange={({ target }) => {
            player.current!.currentTime = Number(target.value) / 1000
            setAt(Number(target.value))
          }}
        />
        <small>{isLost ? 'Not available' : length(at || total)}</small>
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
