import { type ChildProcess, spawn } from 'node:child_process'

export type Outcome = { readonly code: number; readonly output: string }

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** A step leads a process group, so that a signal reaches whatever it started. Windows knows none. */
const GROUPS = process.platform !== 'win32'
const running = new Set<ChildProcess>()
let interrupted = false

/** Runs a program on this Node, and returns what it printed. A signal that ends this process ends it too. */
export function run(args: readonly string[]): Promise<Outcome> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: GROUPS })
  if (running.size === 0) for (const signal of SIGNALS) process.on(signal, pass)
  running.add(child)
  let output = ''
  const keep = (chunk: Buffer) => {
    output += chunk
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      running.delete(child)
      if (running.size === 0) for (const signal of SIGNALS) process.off(signal, pass)
      resolve({ code: code ?? 1, output })
    })
  })
}

/** Whether a step ended because this process was told to stop: its failure then needs no explanation. */
export function wasInterrupted(): boolean {
  return interrupted
}

function pass(signal: NodeJS.Signals): void {
  interrupted = true
  for (const child of running) {
    try {
      process.kill(GROUPS ? -child.pid! : child.pid!, signal)
    } catch {
      // It is already gone.
    }
  }
}
