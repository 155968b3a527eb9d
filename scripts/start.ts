/**
 * `npm start`: synthesises the CDK app, builds the page and runs both in the embedded runtime.
 * Always a fresh synth: it takes seconds, and a stale template would run code that is no longer there.
 */
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { type Outcome, run, wasInterrupted } from './steps.ts'

const DATA = '.parley'
const ASSEMBLY = `${DATA}/cdk.out`
const PAGE = `${DATA}/web`

mkdirSync(DATA, { recursive: true })
const port = await pagePort()
console.log('Synthesising the stack and building the page …')
const [stack, page] = await Promise.all([synth(), run(['web/build.ts', PAGE])])
const prepared = explain('cdk synth', stack) && explain('web/build.ts', page)
if (!prepared) process.exit(wasInterrupted() ? 130 : 1)
await startRuntime()

function synth(): Promise<Outcome> {
  const origins = `http://localhost:${port},http://127.0.0.1:${port}`
  const cdk = ['node_modules/aws-cdk/bin/cdk', 'synth', '--quiet', '--no-notices']
  return run([...cdk, '--output', ASSEMBLY, '--context', `origins=${origins}`])
}

/** In this process, so that there is none to leave behind. From here on the runtime answers signals. */
async function startRuntime(): Promise<void> {
  process.env.PARLEY_WEB_PORT = String(port)
  process.argv.splice(2, Infinity, '--assembly', ASSEMBLY, '--data', DATA, '--web', PAGE)
  await import('../packages/local/src/main.ts')
}

/** The template names the origins that may open a socket, so the page's port is settled before the synth. */
async function pagePort(): Promise<number> {
  const wanted = Number(process.env.PARLEY_WEB_PORT ?? 4000)
  if (wanted !== 0) return wanted
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

function explain(step: string, { code, output }: Outcome): boolean {
  if (code !== 0 && !wasInterrupted()) console.error(`parley: ${step} failed. It said:\n${output}`)
  return code === 0
}
