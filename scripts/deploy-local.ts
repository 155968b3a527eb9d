/**
 * `npm run deploy:local`: the stack of `cdk deploy`, into a LocalStack-compatible emulator.
 * Prints the addresses and leaves them in .parley/localstack.json for the scenario suite.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'

const EMULATOR = 'localhost:4566'
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

mkdirSync('.parley', { recursive: true })
cdklocal('bootstrap', 'aws://000000000000/us-east-1')
cdklocal('deploy', '--all', '--outputs-file', OUTPUTS)
const [outputs] = Object.values(JSON.parse(readFileSync(OUTPUTS, 'utf8')) as Record<string, Outputs>)
const { HttpApiId, SocketApiId, SocketStage } = outputs!
const addresses = {
  http: `http://${EMULATOR}/_aws/execute-api/${HttpApiId}`,
  socket: `ws://${EMULATOR}/_aws/execute-api/${SocketApiId}/${SocketStage}`,
}
writeFileSync(ADDRESSES, `${JSON.stringify(addresses, null, 2)}\n`)
console.log(`http    ${addresses.http}\nsocket  ${addresses.socket}`)

function cdklocal(command: string, ...args: string[]): void {
  const common = [
    '--context',
    'emulator=localstack',
    '--require-approval',
    'never',
    '--no-notices',
    '--output',
    '.parley/localstack.out',
  ]
  const cli = [
    'node_modules/aws-cdk-local/bin/cdklocal',
    command,
    ...args,
    ...common,
    ...process.argv.slice(2),
  ]
  const { status } = spawnSync(process.execPath, cli, {
    stdio: 'inherit',
    env: { ...process.env, ...ENVIRONMENT },
  })
  if (status === 0) return
  console.error(
    `deploy:local: cdklocal ${command} failed; is the emulator up? \`npm run localstack\` starts it.`,
  )
  process.exit(1)
}
