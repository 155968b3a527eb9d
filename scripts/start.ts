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

process.exitCode = await start()

async function start(): Promise<number> {
  mkdirSync(DATA, { recursive: true })
  const port = await pagePort()
  console.log('parley: synthesising the stack and building the page …')
  const [stack, page] = await Promise.all([synth(port), run(['web/build.ts', PAGE])])
  const ready = explain('cdk synth', stack) && explain('web/build.ts', page)
  if (!ready) return wasInterrupted() ? 130 : 1
  process.env.PARLEY_WEB_PORT = String(port)
  const runtime = ['packages/local/src/main.ts', '--assembly', ASSEMBLY, '--data', DATA, '--web', PAGE]
  return (await run(runtime, { live: true })).code
}

function synth(port: number): Promise<Outcome> {
  const origins = `http://localhost:${port},http://127.0.0.1:${port}`
  const cdk = ['node_modules/aws-cdk/bin/cdk', 'synth', '--quiet', '--no-notices']
  return run([...cdk, '--output', ASSEMBLY, '--context', `origins=${origins}`])
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
  if (code !== 0 && !wasInterrupted()) {
    console.error(`parley: ${step} failed (exit code ${code}). It said:\n${output}`)
  }
  return code === 0
}
