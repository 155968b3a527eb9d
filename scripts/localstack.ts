/**
 * `npm run localstack`: a LocalStack-compatible emulator on port 4566, installed once into .parley/.
 * `npm run localstack -- stop` stops it; its state was in memory and is gone.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Without the second it refuses every token: it cannot check a signature. */
const PACKAGES = ['ministack==1.5.33', 'cryptography==50.0.2']
const VENV = '.parley/ministack-venv'
const INSTALLED = join(VENV, '.installed')
const PID = '.parley/ministack.pid'
const LOG = '.parley/ministack.log'
/** What `npm run deploy:local` leaves: without the emulator it leads nowhere. */
const OF_A_DEPLOYMENT = ['localstack.json', 'localstack-outputs.json', 'localstack.out'].map((name) =>
  join('.parley', name),
)
const HEALTH = 'http://127.0.0.1:4566/_localstack/health'
const COMMANDS: Record<string, () => Promise<string>> = { start, stop }

const command = COMMANDS[process.argv[2] ?? 'start']
try {
  if (!command) throw new Error('it takes `start` (the default) or `stop`.')
  console.log(`localstack: ${await command()}`)
} catch (error) {
  console.error(`localstack: ${(error as Error).message}`)
  process.exitCode = 1
}

async function start(): Promise<string> {
  if (running()) return 'already running on port 4566; `npm run localstack -- stop` stops it.'
  if (await healthy()) throw new Error('port 4566 is taken by another emulator; stop that one first.')
  mkdirSync('.parley', { recursive: true })
  install()
  const pid = launch()
  for (let waited = 0; waited < 60_000; waited += 200) {
    if (await healthy()) return 'running on port 4566; deploy with `npm run deploy:local`.'
    if (!alive(pid)) break
    await sleep(200)
  }
  await stop()
  throw new Error(`it did not start; ${LOG} says why.`)
}

async function stop(): Promise<string> {
  const pid = running()
  for (const file of [PID, ...OF_A_DEPLOYMENT]) rmSync(file, { force: true, recursive: true })
  if (!pid) return 'was not running.'
  // Its functions' Node processes are of the same group.
  signal(-pid, 'SIGTERM')
  for (let waited = 0; waited < 10_000 && alive(-pid); waited += 100) await sleep(100)
  if (alive(-pid)) signal(-pid, 'SIGKILL')
  return 'stopped.'
}

function install(): void {
  if (existsSync(INSTALLED) && readFileSync(INSTALLED, 'utf8') === PACKAGES.join()) return
  console.log(`localstack: installing ${PACKAGES[0]} into ${VENV} (once) …`)
  rmSync(VENV, { recursive: true, force: true })
  must(
    python(),
    ['-m', 'venv', VENV],
    'python3 could not make a virtual environment (on Debian: apt install python3-venv)',
  )
  must(
    program('python'),
    ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PACKAGES],
    'pip failed',
  )
  writeFileSync(INSTALLED, PACKAGES.join())
}

function python(): string {
  const check = 'import sys; sys.exit(sys.version_info < (3, 10))'
  const found = ['python3', 'python'].find((name) => spawnSync(name, ['-c', check]).status === 0)
  if (!found)
    throw new Error(
      'it needs Python 3.10 or newer as `python3`; `npm start` needs none and runs the same stack.',
    )
  return found
}

function must(file: string, args: string[], otherwise: string): void {
  const { status, stderr, error } = spawnSync(file, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${otherwise}: ${(error?.message ?? stderr).trim()}`)
}

function program(name: string): string {
  return process.platform === 'win32' ? join(VENV, 'Scripts', name) : join(VENV, 'bin', name)
}

/** Functions run on the first `node` of its PATH: the Node of this project, as on AWS. */
function launch(): number {
  const path = [dirname(process.execPath), process.env.PATH].join(delimiter)
  const log = openSync(LOG, 'w')
  const child = spawn(program('ministack'), {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, PATH: path, BIND_HOST: '127.0.0.1', MINISTACK_REGION: 'us-east-1' },
  })
  child.on('error', () => {}) // no pid then, which is said below
  if (!child.pid) throw new Error(`${program('ministack')} cannot be run; remove ${VENV} and try again.`)
  child.unref()
  writeFileSync(PID, String(child.pid))
  return child.pid
}

/** The process that was started here, if it still lives: its id may by now be another's. */
function running(): number | undefined {
  if (!existsSync(PID)) return undefined
  const pid = Number(readFileSync(PID, 'utf8'))
  return alive(-pid) ? pid : undefined
}

function alive(pid: number): boolean {
  return signal(pid, 0)
}

/** False if there is no such process. A negative id means its whole group. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}

async function healthy(): Promise<boolean> {
  const response = await fetch(HEALTH, { signal: AbortSignal.timeout(1_000) }).catch(() => undefined)
  return response?.ok ?? false
}
