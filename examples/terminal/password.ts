import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { Misuse } from './arguments.ts'
import { Stopped } from './stopping.ts'

/** Asks for the password without showing it; `PARLEY_PASSWORD` is taken instead where it is set. */
export async function askPassword(question: string, stopped: AbortSignal): Promise<string> {
  const given = process.env.PARLEY_PASSWORD
  if (given) return given
  if (!process.stdin.isTTY)
    throw new Misuse('There is no terminal to ask for the password: set PARLEY_PASSWORD.')
  process.stderr.write(question)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true })
  // A terminal that is read key by key makes no signal of Ctrl-C.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  try {
    return await lines.question('', { signal: stopped })
  } catch {
    // By Ctrl-C or Ctrl-D.
    throw new Stopped('Stopped.')
  } finally {
    lines.close()
    process.stderr.write('\n')
  }
}
