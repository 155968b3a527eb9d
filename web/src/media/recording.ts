import { loudness, thinned } from './samples.ts'

const SAMPLE_MS = 100
const SAMPLES_MAX = 64
const TYPES = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus']

export type Recorded = {
  readonly file: Blob
  readonly duration: number
  readonly waveform: readonly number[]
}

/** Listens to the microphone; `hear` is called ten times a second with the loudness (0 to 100) and the length so far. */
export class Recording {
  readonly #stream: MediaStream
  readonly #recorder: MediaRecorder
  readonly #context = new AudioContext()
  readonly #timer: ReturnType<typeof setInterval>
  readonly #pieces: Blob[] = []
  readonly #samples: number[] = []
  #ms = 0
  #since = performance.now()

  /** Rejects if the person does not allow it, or there is no microphone: see `whyNot`. */
  static async begin(hear: (now: number, ms: number) => void): Promise<Recording> {
    return new Recording(await navigator.mediaDevices.getUserMedia({ audio: true }), hear)
  }

  constructor(stream: MediaStream, hear: (now: number, ms: number) => void) {
    this.#stream = stream
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type))
    this.#recorder = new MediaRecorder(stream, mimeType ? { mimeType } : {})
    this.#recorder.ondataavailable = ({ data }) => this.#pieces.push(data)
    this.#recorder.start()
    const analyser = this.#context.createAnalyser()
    this.#context.createMediaStreamSource(stream).connect(analyser)
    const wave = new Uint8Array(analyser.fftSize)
    this.#timer = setInterval(() => {
      if (this.#recorder.state !== 'recording') return
      analyser.getByteTimeDomainData(wave)
      this.#samples.push(loudness(wave))
      hear(this.#samples.at(-1)!, this.duration)
    }, SAMPLE_MS)
  }

  /** Milliseconds, less the pauses. */
  get duration(): number {
    return Math.round(this.#ms + (this.#recorder.state === 'recording' ? performance.now() - this.#since : 0))
  }

  pause(): void {
    this.#ms = this.duration
    this.#recorder.pause()
  }

  resume(): void {
    this.#since = performance.now()
    this.#recorder.resume()
  }

  /** Ends it and lets go of the microphone. */
  async finish(): Promise<Recorded> {
    const { duration } = this
    const stopped = new Promise((resolve) => this.#recorder.addEventListener('stop', resolve, { once: true }))
    this.#recorder.stop()
    await stopped
    this.cancel()
    const type = this.#recorder.mimeType.split(';')[0] || 'audio/webm'
    const waveform = thinned(this.#samples, SAMPLES_MAX)
    return { file: new Blob(this.#pieces, { type }), duration, waveform }
  }

  cancel(): void {
    clearInterval(this.#timer)
    for (const track of this.#stream.getTracks()) track.stop()
    if (this.#context.state !== 'closed') void this.#context.close()
  }
}

/** Why nothing can be recorded, and what to do about it. */
export function whyNot(error: unknown): string {
  const name = error instanceof Error ? error.name : ''
  if (name === 'NotFoundError') return 'There is no microphone on this device.'
  if (name === 'NotReadableError') return 'The microphone is in use by another program.'
  if (name === 'NotAllowedError')
    return 'The microphone is not allowed: allow it in the browser’s settings for this page.'
  return 'The microphone cannot be used here: pages need HTTPS for it.'
}
