import { type ChildProcess, spawn } from 'node:child_process'

export type Outcome = { readonly code: number; readonly output: string }

const running = new Set<ChildProcess>()
let interrupted = false

/** Runs a program on this Node. `live` shares the terminal with it; otherwise its output is returned. */
export function run(args: readonly string[], { live = false } = {}): Promise<Outcome> {
  const stdio = live ? 'inherit' : (['ignore', 'pipe', 'pipe'] as const)
  const child = spawn(process.execPath, args, { stdio: stdio === 'inherit' ? stdio : [...stdio] })
  running.add(child)
  let output = ''
  const keep = (chunk: Buffer) => {
    output += chunk
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      running.delete(child)
      resolve({ code: code ?? 1, output })
    })
  })
}

/** Whether this process was told to stop: a step that failed then needs no explanation. */
export function wasInterrupted(): boolean {
  return interrupted
}

// A terminal's Ctrl-C reaches every process of the group by itself; any other signal is passed on.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interrupted = true
    if (signal === 'SIGINT' && process.stdin.isTTY) return
    for (const child of running) child.kill(signal)
  })
}
process.on('exit', () => {
  for (const child of running) child.kill()
})
