import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { StreamPosition } from './stream-reader.ts'

/** How far a mapping has come in a stream. */
export type Progress = { streamArn: string; position: StreamPosition | null }

/** Keeps a mapping's progress in a file, which is replaced as a whole and so survives a kill at any moment. */
export class Checkpoint {
  readonly #file: string

  constructor(file: string) {
    this.#file = file
    mkdirSync(dirname(file), { recursive: true })
  }

  /** What was saved for this stream; undefined if nothing was, or if it was for a table since created anew. */
  load(streamArn: string): Progress | undefined {
    try {
      const saved = JSON.parse(readFileSync(this.#file, 'utf8')) as Progress
      return saved.streamArn === streamArn ? saved : undefined
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw new Error(`${this.#file} cannot be read; delete the data directory to start anew`, {
        cause: error,
      })
    }
  }

  save(progress: Progress): void {
    writeFileSync(`${this.#file}.new`, JSON.stringify(progress))
    renameSync(`${this.#file}.new`, this.#file)
  }
}
