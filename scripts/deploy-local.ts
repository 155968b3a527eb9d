/**
 * `npm run deploy:local`: the stack of `cdk deploy`, into a LocalStack-compatible emulator.
 * Prints the addresses and leaves them in .parley/localstack.json for the scenario suite.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import {
  CreatePlatformApplicationCommand,
  SetPlatformApplicationAttributesCommand,
  SNSClient,
} from '@aws-sdk/client-sns'
import { UNHURRIED } from '../test/fixtures/assembly.ts'
import { APPLICATION, PLATFORMS, PUSH_APPLICATIONS } from './push-applications.ts'

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

type Outputs = { HttpApiId: string; SocketApiId: string; SocketStage: string; PushEvents: string }

if (!(await isUp())) {
  console.error(
    `deploy:local: nothing answers on ${EMULATOR}; \`npm run localstack\` starts an emulator there.`,
  )
  process.exit(1)
}
rmSync(ASSEMBLY, { recursive: true, force: true }) // the code of earlier deployments would pile up in it
mkdirSync('.parley', { recursive: true })
const applications = await makePushApplications()
cdklocal('bootstrap', 'aws://000000000000/us-east-1')
cdklocal('deploy', '--all', '--outputs-file', OUTPUTS)
const [outputs] = Object.values(JSON.parse(readFileSync(OUTPUTS, 'utf8')) as Record<string, Outputs>)
await tellFailures(applications, outputs!.PushEvents)
const addresses = addressesOf(outputs!)
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
  const settings = Object.entries({ emulator: 'localstack', ...PUSH_APPLICATIONS, ...UNHURRIED })
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

/** They belong to no stack: on AWS they hold the credentials of Apple and Google. Again is the same. */
async function makePushApplications(): Promise<string[]> {
  const made = PLATFORMS.map((Platform) => {
    const Attributes = { PlatformPrincipal: 'local', PlatformCredential: 'local' }
    return sns().send(new CreatePlatformApplicationCommand({ Name: APPLICATION, Platform, Attributes }))
  })
  return (await Promise.all(made)).map(({ PlatformApplicationArn }) => PlatformApplicationArn!)
}

/** Whoever makes the applications has them tell the stack of devices that are gone. */
async function tellFailures(applications: string[], EventDeliveryFailure: string): Promise<void> {
  for (const PlatformApplicationArn of applications) {
    const Attributes = { EventDeliveryFailure }
    await sns().send(new SetPlatformApplicationAttributesCommand({ PlatformApplicationArn, Attributes }))
  }
}

function sns(): SNSClient {
  return new SNSClient({
    endpoint: `http://${EMULATOR}`,
    region: ENVIRONMENT.AWS_REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
}

/** An emulator serves every API under its own address. */
function addressesOf({ HttpApiId, SocketApiId, SocketStage }: Outputs): { http: string; socket: string } {
  const apis = `${EMULATOR}/_aws/execute-api`
  return { http: `http://${apis}/${HttpApiId}`, socket: `ws://${apis}/${SocketApiId}/${SocketStage}` }
}
