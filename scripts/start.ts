/**
 * `npm start`: synthesises the CDK app, builds the page and runs both in the embedded runtime.
 * Always a fresh synth: it takes seconds, and a stale template would run code that is no longer there.
 */
import { resolve } from 'node:path'
import { pageBuildCommand } from '../lib/page-build.ts'
import { lockDataDir } from '../packages/local/src/instance-lock.ts'
import { freePort } from '../packages/local/src/services/free-port.ts'
import { PUSH_APPLICATIONS } from './push-applications.ts'
import { type Outcome, run, wasInterrupted } from './steps.ts'

const DATA = '.parley'
const ASSEMBLY = `${DATA}/cdk.out`
const PAGE = `${DATA}/web`

// Whoever started this is gone: nobody is left to stop it.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
try {
  await start()
} catch (error) {
  console.error(`parley: ${(error as Error).message}`)
  process.exit(wasInterrupted() ? 130 : 1)
}

async function start(): Promise<void> {
  lockDataDir(DATA)() // The runtime holds it; whoever does must not have the template changed beneath it.
  const port = await pagePort()
  console.log('Synthesising the stack and building the page …')
  const [stack, page] = await Promise.all([synth(port), run(pageBuildCommand(resolve(PAGE)))])
  must('cdk synth', stack)
  must('vite build', page)
  await startRuntime(port)
}

function synth(port: number): Promise<Outcome> {
  const origins = `http://localhost:${port},http://127.0.0.1:${port}`
  const cdk = ['node_modules/aws-cdk/bin/cdk', 'synth', '--quiet', '--no-notices']
  const settings = Object.entries({ origins, web: 'off', natives: 'host', ...PUSH_APPLICATIONS })
  const context = settings.flatMap(([name, value]) => ['--context', `${name}=${value}`])
  return run([...cdk, '--output', ASSEMBLY, ...context])
}

/** In this process, so that there is none to leave behind. From here on the runtime answers signals. */
async function startRuntime(port: number): Promise<void> {
  process.env.PARLEY_WEB_PORT = String(port)
  process.argv.splice(2, Infinity, '--assembly', ASSEMBLY, '--data', DATA, '--web', PAGE)
  await import('../packages/local/src/main.ts')
}

/** The template names the origins that may open a socket, so the page's port is settled before the synth. */
async function pagePort(): Promise<number> {
  const wanted = process.env.PARLEY_WEB_PORT ?? '4000'
  if (!/^\d{1,5}$/.test(wanted)) throw new Error(`PARLEY_WEB_PORT is ${wanted}, which is no port`)
  return Number(wanted) || freePort()
}

function must(step: string, { code, output }: Outcome): void {
  if (code === 0) return
  throw new Error(wasInterrupted() ? 'stopped' : `${step} failed. It said:\n${output}`)
}
