/** The loudest of each stretch, so that there are at most so many. */
export function thinned(samples: readonly number[], most: number): number[] {
  const count = Math.min(most, samples.length)
  return Array.from({ length: count }, (_, index) => {
    const [from, to] = [index, index + 1].map((at) => Math.floor((at * samples.length) / count))
    return Math.max(...samples.slice(from, to))
  })
}

/** How loud a moment is, 0 to 100, of its wave as bytes around 128. Speech is seldom near the loudest there can be. */
export function loudness(wave: Uint8Array): number {
  const loudest = wave.reduce((most, value) => Math.max(most, Math.abs(value - 128)), 0)
  return Math.min(100, Math.round((loudest / 128) * 140))
}
