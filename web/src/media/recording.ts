const SAMPLE_MS = 100
const SAMPLES_MAX = 64
const TYPES = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus']

export type Recorded = {
  readonly file: Blob
  readonly duration: number
  readonly waveform: readonly number[]
}

/** Listens to the microphone; `loudness` calls back with 0 to 100 ten times a second. */
export class Recording {
  readonly #stream: MediaStream
  readonly #recorder: MediaRecorder
  readonly #context = new AudioContext()
  readonly #timer: ReturnType<typeof setInterval>
  readonly #pieces: Blob[] = []
  readonly #samples: number[] = []
  readonly #begun = performance.now()

  /** Rejects if the person does not allow it, or there is no microphone. */
  static async begin(loudness: (now: number, ms: number) => void): Promise<Recording> {
    return new Recording(await navigator.mediaDevices.getUserMedia({ audio: true }), loudness)
  }

  constructor(stream: MediaStream, loudness: (now: number, ms: number) => void) {
    this.#stream = stream
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type))
    this.#recorder = new MediaRecorder(stream, mimeType ? { mimeType } : {})
    this.#recorder.ondataavailable = ({ data }) => this.#pieces.push(data)
    this.#recorder.start()
    const analyser = this.#context.createAnalyser()
    this.#context.createMediaStreamSource(stream).connect(analyser)
    const wave = new Uint8Array(analyser.fftSize)
    this.#timer = setInterval(() => {
      analyser.getByteTimeDomainData(wave)
      const loudest = wave.reduce((most, value) => Math.max(most, Math.abs(value - 128)), 0)
      this.#samples.push(Math.min(100, Math.round((loudest / 128) * 140)))
      loudness(this.#samples.at(-1)!, performance.now() - this.#begun)
    }, SAMPLE_MS)
  }

  /** Ends it and lets go of the microphone. */
  async finish(): Promise<Recorded> {
    const duration = Math.round(performance.now() - this.#begun)
    const stopped = new Promise((resolve) => this.#recorder.addEventListener('stop', resolve, { once: true }))
    this.#recorder.stop()
    await stopped
    this.cancel()
    const type = this.#recorder.mimeType.split(';')[0] || 'audio/webm'
    return { file: new Blob(this.#pieces, { type }), duration, waveform: thinned(this.#samples) }
  }

  cancel(): void {
    clearInterval(this.#timer)
    for (const track of this.#stream.getTracks()) track.stop()
    if (this.#context.state !== 'closed') void this.#context.close()
  }
}

/** The loudest of each stretch, so that there are at most 64. */
function thinned(samples: readonly number[]): number[] {
  const stretch = Math.max(1, Math.ceil(samples.length / SAMPLES_MAX))
  const count = Math.ceil(samples.length / stretch)
  return Array.from({ length: count }, (_, index) =>
    Math.max(...samples.slice(index * stretch, (index + 1) * stretch)),
  )
}
