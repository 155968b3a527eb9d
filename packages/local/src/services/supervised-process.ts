import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** A child process that does not outlive this one, not even when this one is killed with SIGKILL. */
export type SupervisedProcess = {
  pid: number
  /** Resolves when it has ended, for whatever reason. */
  ended: Promise<void>
  /** Asks it to end, and kills it when it has not after `graceMs`. */
  stop(graceMs: number): Promise<void>
}

/**
 * The shell holds the other end of a pipe from this process. When this process ends, however it does,
 * the pipe closes and the shell's watcher kills the child.
 */
const watchdog = `
exec 3<&0 </dev/null
"$@" 3<&- &
child=$!
echo "pid $child"
{ read -r _ <&3; kill -9 "$child"; } 2>/dev/null &
watcher=$!
exec 3<&-
wait "$child"
status=$?
kill "$watcher" 2>/dev/null
exit $status
`

/**
 * Starts `command` and waits for a line of its output that matches `ready`.
 * Rejects with what it printed when it ends before that.
 */
export async function startSupervised(
  command: string,
  args: string[],
  ready: RegExp,
  environment = process.env,
): Promise<SupervisedProcess> {
  const child = start(command, args, environment)
  const printed: string[] = []
  let pid = process.platform === 'win32' ? child.pid : undefined
  const isReady = new Promise<void>((resolve, reject) => {
    const read = (line: string) => {
      const own = /^pid (\d+)$/.exec(line)
      if (own) pid = Number(own[1])
      else printed.push(line)
      if (ready.test(line)) resolve()
    }
    createInterface(child.stdout!).on('line', read)
    createInterface(child.stderr!).on('line', read)
    child.once('error', reject)
    child.once('close', () => reject(new Error(printed.join('\n') || `${command} ended at once`)))
  })
  await isReady
  const ended = child.exitCode === null ? once(child, 'close').then(() => {}) : Promise.resolve()
  return { pid: pid!, ended, stop: (graceMs) => stop(pid!, ended, graceMs) }
}

function start(command: string, args: string[], env: NodeJS.ProcessEnv): ChildProcess {
  // Detached: a Ctrl-C in the terminal is for this process, which then stops the child in order.
  if (process.platform === 'win32') return spawn(command, args, { stdio: 'pipe', env })
  return spawn('/bin/sh', ['-c', watchdog, 'sh', command, ...args], { stdio: 'pipe', detached: true, env })
}

async function stop(pid: number, ended: Promise<void>, graceMs: number): Promise<void> {
  signal(pid, 'SIGTERM')
  const timer = setTimeout(() => signal(pid, 'SIGKILL'), graceMs)
  await ended
  clearTimeout(timer)
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It has ended by itself.
  }
}
