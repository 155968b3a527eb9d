import { execFile } from 'node:child_process'
import { open, readdir, readFile, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { ParleyError } from '../error.ts'

/** The field of `/proc/<pid>/stat` that says when the process began, counted behind its name. */
const STARTED = 19

/**
 * Claims a name for this process, or throws `STORAGE_BUSY`; the result gives it back. A claim is a file of its process's
 * own, put there before the others are looked at: of two that claim at the same moment at most one gets it. A process
 * that is no more claims nothing, and its file can be removed by anybody at any time.
 */
export async function lockFile(path: string): Promise<() => Promise<void>> {
  const own = `${path}.${process.pid}.${await birthOf(process.pid)}`
  await create(own)
  const release = () => rm(own, { force: true })
  try {
    for (const other of await othersOf(path, own)) {
      if (await isHeld(other.slice(path.length + 1))) throw new ParleyError('STORAGE_BUSY')
      await rm(other, { force: true })
    }
  } catch (error) {
    await release()
    throw error
  }
  return release
}

async function create(own: string): Promise<void> {
  try {
    await (await open(own, 'wx')).close()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new ParleyError('STORAGE_BUSY')
    throw error
  }
}

async function othersOf(path: string, own: string): Promise<string[]> {
  const names = await readdir(dirname(path))
  const claims = names.filter((name) => name.startsWith(`${basename(path)}.`))
  return claims.map((name) => join(dirname(path), name)).filter((claim) => claim !== own)
}

/** Whether the process that a claim names lives, as far as can be told: a later one may have its number. */
async function isHeld(claim: string): Promise<boolean> {
  const [pid, birth] = claim.split('.')
  try {
    process.kill(Number(pid), 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const now = await birthOf(Number(pid))
  return !now || !birth || now === birth
}

/** When a process began, in whatever unit the system counts; empty where it does not say. */
async function birthOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  if (stat) return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[STARTED] ?? ''
  const asked = promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)])
  const { stdout } = await asked.catch(() => ({ stdout: '' }))
  return stdout.replace(/\W+/g, '')
}
