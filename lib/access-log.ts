import { RemovalPolicy } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import { type IAccessLogSettings, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2'
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import type { Settings } from './settings.ts'

/**
 * A stage's access log, if settings ask for one. The fields are listed, never the request line:
 * a socket's query string carries its ticket, and a path the ids of people.
 */
export function accessLog(
  scope: Construct,
  settings: Settings,
  ...fields: string[]
): { accessLogSettings?: IAccessLogSettings } {
  if (!settings.accessLogs) return {}
  const names = ['requestId', 'requestTime', 'status', 'integrationErrorMessage', ...fields]
  const log = new LogGroup(scope, 'AccessLog', {
    retention: settings.logRetentionDays as RetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  })
  const format = JSON.stringify(Object.fromEntries(names.map((name) => [name, `$context.${name}`])))
  return {
    accessLogSettings: {
      destination: new LogGroupLogDestination(log),
      format: AccessLogFormat.custom(format),
    },
  }
}
