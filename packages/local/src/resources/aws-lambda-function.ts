import { availableParallelism } from 'node:os'
import type { Context } from '../context.ts'
import { functionVariables } from '../function-variables.ts'
import { openFunctionLog } from '../functions/function-log.ts'
import { FunctionPool } from '../functions/function-pool.ts'
import { physicalName } from '../names.ts'
import type { Properties } from '../properties.ts'
import type { Create } from './resource.ts'

export const create: Create = async (logicalId, properties, context) => {
  const runtime = properties.text('Runtime')
  if (!runtime.startsWith('nodejs'))
    throw properties.refusal('Runtime', `${runtime} is not run locally, only nodejs`)
  // Placement, permissions and observation change nothing about what the handler does.
  properties.ignore(
    'Architectures',
    'DeadLetterConfig',
    'Description',
    'KmsKeyArn',
    'LoggingConfig',
    'Role',
    'RuntimeManagementConfig',
    'TracingConfig',
  )
  const name = properties.optionalText('FunctionName') ?? physicalName(context.stackName, logicalId, 64)
  const arn = `arn:aws:lambda:${context.region}:${context.accountId}:function:${name}`
  const memoryMb = properties.optionalNumber('MemorySize') ?? 128
  const directory = codeDirectory(properties, context)
  const handler = properties.text('Handler')
  const own = variablesOf(properties)
  if (Object.values(own).some(namesPushApplication)) await context.services.sns()
  const reserved = properties.optionalNumber('ReservedConcurrentExecutions') ?? Number.POSITIVE_INFINITY
  const pool = new FunctionPool(
    {
      logicalId,
      name,
      arn,
      directory,
      handler,
      timeoutMs: (properties.optionalNumber('Timeout') ?? 3) * 1000,
      memoryMb,
      maximumEnvironments: Math.min(reserved, context.maximumEnvironments),
      // Two at the least: that functions run beside one another is what the code under them has to bear.
      eagerEnvironments: Math.max(2, availableParallelism()),
      patienceMs: 250,
      idleMs: 60_000,
      ready: context.ready,
      variables() {
        const { region, services, addresses } = context
        const localOwn = addresses.localize(own)
        const callbackUrl = callbackUrlOf(context)
        return functionVariables({
          region,
          name,
          memoryMb,
          directory,
          handler,
          own: localOwn,
          services,
          callbackUrl,
        })
      },
      ...(context.meter && { recordCalls: () => portsOfServices(context) }),
      log: openFunctionLog(context.dataDir, logicalId, context.log),
    },
    context.meter,
  )
  // The runtime stops the pools itself, after everything that calls them.
  context.functions.set(arn, pool)
  return { ref: name, attributes: { Arn: arn } }
}

function codeDirectory(properties: Properties, context: Context): string {
  const { S3Key } = properties.optionalRecord('Code') ?? {}
  if (typeof S3Key !== 'string')
    throw properties.refusal('Code', 'must be an asset: inline code and images are not run locally')
  return context.assembly.asset(S3Key)
}

function variablesOf(properties: Properties): Record<string, string> {
  const { Variables = {} } = properties.optionalRecord('Environment') ?? {}
  return Object.fromEntries(Object.entries(Variables as object).map(([key, value]) => [key, String(value)]))
}

/** Whoever is told a platform application pushes to devices through it. */
const namesPushApplication = (value: string) => /arn:aws:sns:[a-z0-9-]+:\d{12}:app\//.test(value)

/** Where `@connections` is; with it the SDK's management client needs no address of its own. */
function callbackUrlOf(context: Context): string | undefined {
  for (const { running } of context.apis.values())
    if (running && 'callbackUrl' in running) return running.callbackUrl
  return undefined
}

function portsOfServices(context: Context): Record<string, string> {
  const urls = {
    dynamodb: context.services.url('dynamodb'),
    sqs: context.services.url('queues'),
    sns: context.services.url('sns'),
    s3: context.services.url('s3'),
    cognito: context.services.url('cognito'),
    connections: callbackUrlOf(context),
  }
  return Object.fromEntries(
    Object.entries(urls).flatMap(([name, url]) => (url ? [[new URL(url).port, name]] : [])),
  )
}
