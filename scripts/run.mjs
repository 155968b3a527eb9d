// Entry of every npm script: runs on whatever Node is installed, installs what is missing,
// then hands over to the exact Node the project pins (the one the Lambdas run on).
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const lockfile = readFileSync(join(root, 'package-lock.json'), 'utf8')
const stamp = join(root, 'node_modules', '.parley-installed')

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lockfile) install()
run(process.argv.slice(2))

function install() {
  console.log('parley: installing dependencies (once, about a minute) …')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const result = spawnSync(npm, ['ci', '--loglevel=error', '--no-audit', '--no-fund'], { cwd: root, stdio: 'inherit' })
  if (result.status !== 0) {
    console.error('parley: npm ci failed; its message is above. Fix that and run the same command again.')
    process.exit(result.status ?? 1)
  }
  writeFileSync(stamp, lockfile)
}

function run(args) {
  const node = join(root, 'node_modules', 'node', 'bin', 'node')
  const child = spawn(existsSync(node) ? node : process.execPath, args, { cwd: root, stdio: 'inherit' })
  // A terminal's Ctrl-C reaches the child by itself; a kill of this process has to be passed on.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
}
