/**
 * `npm run deploy:local`: the stack of `cdk deploy`, into a LocalStack-compatible emulator.
 * Prints the addresses and leaves them in .parley/localstack.json for the scenario suite.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { UNHURRIED } from '../test/fixtures/assembly.ts'

const EMULATOR = 'localhost:4566'
const ASSEMBLY = '.parley/localstack.out'
const OUTPUTS = '.parley/localstack-outputs.json'
const ADDRESSES = '.parley/localstack.json'
/** Its credentials are never checked; the account is what an emulator calls itself. */
const ENVIRONMENT = {
  AWS_ENDPOINT_URL: `http://${EMULATOR}`,
  AWS_ENDPOINT_URL_S3: `http://${EMULATOR}`,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: 'us-east-1',
  AWS_DEFAULT_REGION: 'us-east-1',
}

type Outputs = { HttpApiId: string; SocketApiId: string; SocketStage: string }

if (!(await isUp())) {
  console.error(
    `deploy:local: nothing answers on ${EMULATOR}; \`npm run localstack\` starts an emulator there.`,
  )
  process.exit(1)
}
rmSync(ASSEMBLY, { recursive: true, force: true }) // the code of earlier deployments would pile up in it
mkdirSync('.parley', { recursive: true })
cdklocal('bootstrap', 'aws://000000000000/us-east-1')
cdklocal('deploy', '--all', '--outputs-file', OUTPUTS)
const addresses = addressesOf(readFileSync(OUTPUTS, 'utf8'))
writeFileSync(ADDRESSES, `${JSON.stringify(addresses, null, 2)}\n`)
console.log(`http    ${addresses.http}\nsocket  ${addresses.socket}`)

async function isUp(): Promise<boolean> {
  const health = fetch(`http://${EMULATOR}/_localstack/health`, { signal: AbortSignal.timeout(5_000) })
  return health.then(
    ({ ok }) => ok,
    () => false,
  )
}

function cdklocal(command: string, ...args: string[]): void {
  // The scenarios run there, and they write faster than people.
  const settings = Object.entries({ emulator: 'localstack', ...UNHURRIED })
  const context = settings.flatMap(([name, value]) => ['--context', `${name}=${value}`])
  const quiet = ['--require-approval', 'never', '--no-notices']
  const cli = [
    'node_modules/aws-cdk-local/bin/cdklocal',
    command,
    ...args,
    ...context,
    '--output',
    ASSEMBLY,
    ...quiet,
  ]
  const { status } = spawnSync(process.execPath, [...cli, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, ...ENVIRONMENT },
  })
  if (status === 0) return
  console.error(`deploy:local: cdklocal ${command} failed; it says why above.`)
  process.exit(1)
}

/** An emulator serves every API under its own address. */
function addressesOf(outputs: string): { http: string; socket: string } {
  const [stack] = Object.values(JSON.parse(outputs) as Record<string, Outputs>)
  const { HttpApiId, SocketApiId, SocketStage } = stack!
  const apis = `${EMULATOR}/_aws/execute-api`
  return { http: `http://${apis}/${HttpApiId}`, socket: `ws://${apis}/${SocketApiId}/${SocketStage}` }
}
