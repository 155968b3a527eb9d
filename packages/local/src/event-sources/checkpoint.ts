import { appendFileSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { StreamPosition } from './stream-reader.ts'

/** How far a mapping has come in a stream. */
export type Progress = { streamArn: string; position: StreamPosition | null }

const BYTES_MOST = 64 * 1024

/**
 * Keeps a mapping's progress in a file, and so over a kill at any moment. Each is appended, which costs next to
 * nothing: replacing a file waits for the disk, and a busy stream saves hundreds of times a second. Only when the file
 * has grown is it replaced as a whole.
 */
export class Checkpoint {
  readonly #file: string
  #bytes: number

  constructor(file: string) {
    this.#file = file
    mkdirSync(dirname(file), { recursive: true })
    this.#bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  }

  /** What was last saved for this stream; undefined if nothing was, or if it was for a table since created anew. */
  load(streamArn: string): Progress | undefined {
    if (this.#bytes === 0) return undefined
    const lines = readFileSync(this.#file, 'utf8').split('\n').reverse()
    const saved = lines.map(progressOf).find((progress) => progress !== undefined)
    if (!saved) throw new Error(`${this.#file} cannot be read; delete the data directory to start anew`)
    return saved.streamArn === streamArn ? saved : undefined
  }

  /** Its line begins with the line break: what a kill left unfinished ends there. */
  save(progress: Progress): void {
    const line = `\n${JSON.stringify(progress)}`
    if (this.#bytes < BYTES_MOST) {
      appendFileSync(this.#file, line)
      this.#bytes += line.length
    } else {
      writeFileSync(`${this.#file}.new`, line)
      renameSync(`${this.#file}.new`, this.#file)
      this.#bytes = line.length
    }
  }
}

/** What a line says, unless it is not whole. */
function progressOf(line: string): Progress | undefined {
  try {
    return JSON.parse(line) as Progress
  } catch {
    return undefined
  }
}
