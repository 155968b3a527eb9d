// Entry of every npm script: runs on whatever Node is installed, installs what is missing,
// then hands over to the exact Node the project pins (the one the Lambdas run on).
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const modules = join(root, 'node_modules')
const pinned = join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

if (!isInstalled()) install()
run(process.argv.slice(2))

/** Whether npm's own record of what it installed holds every package that the lockfile demands. */
function isInstalled() {
  const record = join(modules, '.package-lock.json')
  if (!existsSync(record)) return false
  const installed = packagesIn(record)
  return Object.entries(packagesIn(join(root, 'package-lock.json'))).every(
    ([path, { version, link, optional }]) =>
      !path.startsWith('node_modules/') || link || optional || installed[path]?.version === version,
  )
}

function packagesIn(lockfile) {
  return JSON.parse(readFileSync(lockfile, 'utf8')).packages
}

function install() {
  console.log('parley: installing dependencies (once, about a minute) …')
  const windows = process.platform === 'win32'
  const npm = windows ? 'npm.cmd' : 'npm'
  const args = ['ci', '--loglevel=error', '--no-audit', '--no-fund']
  const result = spawnSync(npm, args, { cwd: root, stdio: 'inherit', shell: windows })
  if (result.status !== 0) {
    console.error('parley: npm ci failed; its message is above. Fix that and run the same command again.')
    process.exit(result.status || 1)
  }
}

function run(args) {
  // Programs started by name find the pinned Node too (cdk.json says `node bin/chat.ts`).
  const path = [join(modules, '.bin'), process.env.PATH].join(delimiter)
  // The channel tells the child when this process is gone, however it went.
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc']
  const child = spawn(node(), args, { cwd: root, stdio, env: { ...process.env, PATH: path } })
  // A terminal's Ctrl-C reaches the child by itself; any other signal has to be passed on.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal)))
  }
  child.on('exit', (code, signal) => process.exit(signal ? 1 : code))
}

function node() {
  if (existsSync(pinned)) return pinned
  if (process.versions.node.startsWith('24.')) return process.execPath
  console.error(
    'parley: the pinned Node is not installed, so npm was told to skip install scripts (ignore-scripts).',
  )
  console.error('parley: allow them and run `npm rebuild node`, or use Node 24 yourself.')
  process.exit(1)
}
