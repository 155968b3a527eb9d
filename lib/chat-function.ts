import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AssetHashType, DockerImage, Duration, type ILocalBundling, RemovalPolicy } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda'
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { ENVIRONMENT, type Variable } from '../lambdas/environment.ts'
import { bundle } from './bundle.ts'
import { layNative, type Natives } from './native.ts'
import type { Settings } from './settings.ts'

export type ChatFunctionOptions = {
  /** `lambdas/<entry>.ts`, which exports `handler`. */
  entry: string
  settings: Settings
  /** Seconds. */
  timeout?: number
  /** Megabytes; the deployment's unless said. */
  memory?: number
}

/**
 * One Lambda function with a role and a log group of its own. It may do nothing but write that log
 * until a resource grants it more; every grant also sets the variable the function finds it by.
 */
export class ChatFunction extends Construct {
  readonly lambda: LambdaFunction
  readonly logs: LogGroup
  /** Seconds. */
  readonly timeout: number

  constructor(scope: Construct, id: string, options: ChatFunctionOptions) {
    super(scope, id)
    const { entry, settings, timeout = 10, memory = settings.memory } = options
    this.timeout = timeout
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    this.logs = new LogGroup(this, 'Logs', {
      // CDK's enum is the number of days itself; settings lets only those through.
      retention: settings.logRetentionDays as RetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    this.logs.grantWrite(role)
    this.lambda = new LambdaFunction(this, 'Function', {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: Math.max(memory, settings.memory),
      timeout: Duration.seconds(timeout),
      handler: 'index.handler',
      code: bundled(`lambdas/${entry}.ts`, settings.natives),
      role,
      logGroup: this.logs,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      // Lambda's own START and REPORT lines would cost more than the invocation they describe.
      systemLogLevelV2: SystemLogLevel.WARN,
    })
  }

  /** Exactly these actions on exactly these ARNs. */
  allow(actions: string[], ...resources: string[]): void {
    this.lambda.addToRolePolicy(new PolicyStatement({ actions, resources }))
  }

  tell(variable: Variable, value: string): void {
    this.lambda.addEnvironment(ENVIRONMENT[variable], value)
  }
}

/** Hashed by its output: a comment, a test or a dependency that is not in the bundle deploys nothing. */
function bundled(entry: string, natives: Natives): Code {
  return Code.fromAsset(join(import.meta.dirname, '../lambdas'), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: { image: DockerImage.fromRegistry('never-used'), local: new EntryBundling(entry, natives) },
  })
}

class EntryBundling implements ILocalBundling {
  /** Part of what CDK compares: assets of one folder with equal options would be taken for one. */
  readonly entry: string
  readonly natives: Natives

  constructor(entry: string, natives: Natives) {
    this.entry = entry
    this.natives = natives
  }

  tryBundle(directory: string): boolean {
    const { code, natives } = bundle(this.entry)
    writeFileSync(join(directory, 'index.mjs'), code)
    for (const name of natives) layNative(name, directory, this.natives)
    return true
  }
}
