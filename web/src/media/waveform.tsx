const BARS = 40
const HEIGHT = 24
/** A whisper is drawn larger, up to here; silence is not. */
const PEAK_MIN = 30

/** Loudness over time, drawn up to `played` (0 to 1) in the stronger colour. */
export function Waveform({ samples, played }: { samples: readonly number[]; played: number }) {
  const bars = Array.from(
    { length: BARS },
    (_, index) => samples[Math.floor((index * samples.length) / BARS)] ?? 0,
  )
  const peak = Math.max(PEAK_MIN, ...bars)
  return (
    <svg
      className="waveform"
      viewBox={`0 0 ${BARS * 4} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {bars.map((loudness, index) => {
        const height = Math.max(2, (loudness / peak) * HEIGHT)
        const x = index * 4
        const isPlayed = index / BARS < played
        return (
          <rect
            key={x}
            className={isPlayed ? 'played' : ''}
            x={x}
            y={(HEIGHT - height) / 2}
            width="2.4"
            height={height}
            rx="1.2"
          />
        )
      })}
    </svg>
  )
}
