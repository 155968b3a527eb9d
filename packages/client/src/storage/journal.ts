import { type FileHandle, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ParleyError } from '../error.ts'

/** A file of JSON lines that is only ever added to. What `append` has resolved survives a killed process. */
export class Journal {
  readonly #path: string
  #file: FileHandle
  #bytes: number

  private constructor(path: string, file: FileHandle, bytes: number) {
    this.#path = path
    this.#file = file
    this.#bytes = bytes
  }

  /** Opens the journal and reads it; an unfinished last line was never promised to anybody and is cut off. */
  static async open(path: string): Promise<{ journal: Journal; lines: unknown[] }> {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return ''
      throw error
    })
    const { lines, whole } = parse(text)
    const file = await open(path, 'a')
    await file.truncate(whole)
    return { journal: new Journal(path, file, whole), lines }
  }

  async append(text: string): Promise<void> {
    try {
      await this.#file.appendFile(text)
      await this.#file.datasync()
      this.#bytes += Buffer.byteLength(text)
    } catch (error) {
      // A part of the text may have been written: what follows must not be joined to it.
      await this.#file.truncate(this.#bytes).catch(() => {})
      throw error
    }
  }

  /** Replaces the whole journal: a process killed meanwhile leaves the old or the new one. */
  async rewrite(text: string): Promise<void> {
    const draft = await open(`${this.#path}.new`, 'w')
    await draft.writeFile(text)
    await draft.datasync()
    await draft.close()
    await rename(`${this.#path}.new`, this.#path)
    await syncFolder(dirname(this.#path))
    await this.#file.close()
    this.#file = await open(this.#path, 'a')
    this.#bytes = Buffer.byteLength(text)
  }

  close(): Promise<void> {
    return this.#file.close()
  }
}

function parse(text: string): { lines: unknown[]; whole: number } {
  const lines: unknown[] = []
  let at = 0
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', at)) {
    try {
      lines.push(JSON.parse(text.slice(at, end)))
    } catch (cause) {
      if (end + 1 < text.length) {
        throw new ParleyError('STORAGE_FAILED', { detail: `line ${lines.length + 1} is damaged`, cause })
      }
      break
    }
    at = end + 1
  }
  return { lines, whole: Buffer.byteLength(text.slice(0, at)) }
}

/** A rename is durable once its folder is. Windows cannot sync a folder, and does not need to. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  await folder.sync().finally(() => folder.close())
}
