import { spawnSync } from 'node:child_process'

/** When the process began, as `ps` prints it; undefined if there is no such process (or no `ps`). */
export function processStart(pid: number): string | undefined {
  return ps(pid, 'lstart=')
}

/** The process's command line; undefined if there is no such process (or no `ps`). */
export function processCommand(pid: number): string | undefined {
  return ps(pid, 'command=')
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function ps(pid: number, column: string): string | undefined {
  const { stdout } = spawnSync('ps', ['-ww', '-o', column, '-p', String(pid)], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  })
  return stdout?.trim() || undefined
}
