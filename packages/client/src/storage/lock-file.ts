import { open, readFile, rm } from 'node:fs/promises'
import { ParleyError } from '../error.ts'

/** A process must not take its own lock for one left behind. */
const heldHere = new Set<string>()

/**
 * Claims a file for this process, or throws `STORAGE_BUSY`. A file left by a process that is no more is
 * taken over; the result gives it back.
 */
export async function lockFile(path: string): Promise<() => Promise<void>> {
  if (heldHere.has(path)) throw new ParleyError('STORAGE_BUSY')
  heldHere.add(path)
  try {
    await create(path)
  } catch (error) {
    heldHere.delete(path)
    throw error
  }
  return async () => {
    await rm(path, { force: true })
    heldHere.delete(path)
  }
}

async function create(path: string, mayTakeOver = true): Promise<void> {
  try {
    const file = await open(path, 'wx')
    await file.write(String(process.pid))
    await file.close()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    if (!mayTakeOver || (await isHeld(path))) throw new ParleyError('STORAGE_BUSY')
    await rm(path, { force: true })
    await create(path, false)
  }
}

async function isHeld(path: string): Promise<boolean> {
  const pid = Number(await readFile(path, 'utf8').catch(() => ''))
  if (!pid || pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
