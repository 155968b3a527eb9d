import { Fn } from 'aws-cdk-lib'
import { CfnAuthorizer, CfnRouteResponse } from 'aws-cdk-lib/aws-apigatewayv2'
import { CfnUserPool } from 'aws-cdk-lib/aws-cognito'
import { CfnFunction } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import { ENVIRONMENT } from '../lambdas/environment.ts'
import type { WebSocketApi } from './websocket-api.ts'

/** Where a LocalStack-compatible emulator listens, seen from the functions it runs. */
const ADDRESS = 'http://localhost:4566'

/**
 * Every difference between what is deployed to AWS and what is deployed to an emulator, but for
 * `protectData`, which is off there by default.
 */
export function adaptToEmulator(stack: Construct, sockets: WebSocketApi): void {
  const nodes = stack.node.findAll()
  const callback = Fn.join('/', [ADDRESS, '_aws/execute-api', sockets.apiId, sockets.stage])
  const pool = nodes.find((node) => node instanceof CfnUserPool)
  for (const node of nodes) {
    // Its CloudFormation refuses route responses; it sends what the function returns without them.
    if (node instanceof CfnRouteResponse) node.node.scope!.node.tryRemoveChild(node.node.id)
    // The address CDK derives from the API leads to AWS.
    if (node instanceof CfnFunction && posts(node))
      node.addPropertyOverride(`Environment.Variables.${ENVIRONMENT.callback}`, callback)
    // Its user pools know their provider's name but not its address.
    if (node instanceof CfnAuthorizer && pool)
      node.addPropertyOverride('JwtConfiguration.Issuer', Fn.join('', ['https://', pool.attrProviderName]))
  }
}

function posts(node: CfnFunction): boolean {
  const environment = node.stack.resolve(node.environment) as { variables?: object } | undefined
  return ENVIRONMENT.callback in (environment?.variables ?? {})
}
