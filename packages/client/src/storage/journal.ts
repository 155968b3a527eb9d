import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ParleyError } from '../error.ts'

/** A file of JSON lines that is only ever added to. What `append` has resolved survives a killed process. */
export class Journal {
  readonly #path: string
  #file: FileHandle
  #bytes: number
  /** Whether there may be something behind `bytes`. */
  #isTorn = false

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
    await syncFolder(dirname(path))
    return { journal: new Journal(path, file, whole), lines }
  }

  async append(text: string): Promise<void> {
    if (this.#isTorn) await this.#mend()
    this.#isTorn = true
    try {
      await this.#file.appendFile(text)
      await this.#file.datasync()
    } catch (error) {
      await this.#mend().catch(() => {})
      throw error
    }
    this.#isTorn = false
    this.#bytes += Buffer.byteLength(text)
  }

  /** Replaces the whole journal: a process killed meanwhile leaves the old or the new one. */
  async rewrite(text: string): Promise<void> {
    const path = `${this.#path}.new`
    await rm(path, { force: true })
    const draft = await open(path, 'a')
    try {
      await draft.writeFile(text)
      await draft.datasync()
      await rename(path, this.#path)
    } catch (error) {
      await draft.close()
      throw error
    }
    // From here on the old one is nobody's: nothing may be written there, whatever fails.
    const old = this.#file
    this.#file = draft
    this.#bytes = Buffer.byteLength(text)
    await old.close()
    await syncFolder(dirname(this.#path))
  }

  close(): Promise<void> {
    return this.#file.close()
  }

  /** A part of a text may have been written: what follows must not be joined to it. */
  async #mend(): Promise<void> {
    await this.#file.truncate(this.#bytes)
    this.#isTorn = false
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
