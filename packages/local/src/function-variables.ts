import { localCredentials } from './json-api.ts'
import type { Services } from './services/services.ts'

/** Answers no request: an SDK client of a service that is not run here fails by this name, and never calls AWS. */
const notRunLocally = 'http://service-is-not-run-locally.invalid'

export type VariablesOptions = {
  region: string
  name: string
  memoryMb: number
  directory: string
  handler: string
  /** Those of the template. */
  own: Record<string, string>
  services: Services
  callbackUrl: string | undefined
}

/** A function's environment: the template's variables, Lambda's own, and where the local services are. */
export function functionVariables(options: VariablesOptions): Record<string, string> {
  const { region, name, services } = options
  const own = Object.entries(options.own).filter(([key]) => !key.startsWith('AWS_ENDPOINT_URL'))
  return {
    ...Object.fromEntries(own),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(options.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    LAMBDA_TASK_ROOT: options.directory,
    _HANDLER: options.handler,
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    AWS_ENDPOINT_URL: notRunLocally,
    ...endpointVariables(services, options.callbackUrl),
  }
}

function endpointVariables(services: Services, callbackUrl: string | undefined): Record<string, string> {
  const urls = {
    DYNAMODB: services.url('dynamodb'),
    DYNAMODB_STREAMS: services.url('dynamodb'),
    S3: services.url('s3'),
    SQS: services.url('queues'),
    SNS: services.url('sns') ?? services.url('queues'),
    COGNITO_IDENTITY_PROVIDER: services.url('cognito'),
    APIGATEWAYMANAGEMENTAPI: callbackUrl,
  }
  const known = Object.entries(urls).flatMap(([name, url]) =>
    url ? [[`AWS_ENDPOINT_URL_${name}`, url]] : [],
  )
  return Object.fromEntries(known)
}
