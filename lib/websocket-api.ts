import { ACTIONS } from '@parley/protocol'
import { ArnFormat, Stack } from 'aws-cdk-lib'
import * as gateway from 'aws-cdk-lib/aws-apigatewayv2'
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { Construct } from 'constructs'
import { accessLog } from './access-log.ts'
import type { ChatFunction } from './chat-function.ts'
import type { Settings } from './settings.ts'

const STAGE = 'prod'

/** The sockets. A frame's `action` names its route. */
export class WebSocketApi extends Construct {
  readonly apiId: string
  readonly stage = STAGE
  /** Where clients connect. */
  readonly url: string
  readonly #api: gateway.WebSocketApi
  readonly #callback: string

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id)
    this.#api = new gateway.WebSocketApi(this, 'Api', { routeSelectionExpression: '$request.body.action' })
    const stage = new gateway.WebSocketStage(this, 'Stage', {
      webSocketApi: this.#api,
      stageName: STAGE,
      autoDeploy: true,
      throttle: { rateLimit: settings.requestRate, burstLimit: settings.requestBurst },
      ...accessLog(this, settings, 'routeKey', 'connectionId'),
    })
    this.apiId = this.#api.apiId
    this.url = stage.url
    this.#callback = stage.callbackUrl
  }

  /** `$connect` and `$disconnect`: what the function returns decides, and nobody receives it. */
  lifecycle(route: '$connect' | '$disconnect', to: ChatFunction): void {
    const integration = new WebSocketLambdaIntegration('Integration', to.lambda)
    this.#api.addRoute(route, { integration })
  }

  /** Every action of the wire, and whatever is none; what the function returns is the reply. */
  actions(to: ChatFunction): void {
    const integration = new WebSocketLambdaIntegration('Integration', to.lambda)
    for (const route of [...Object.keys(ACTIONS), '$default'])
      this.#api.addRoute(route, { integration, returnResponse: true })
  }

  /** POST sends to a socket, DELETE closes it. AWS knows no narrower resource than all sockets of the stage. */
  grantSockets(to: ChatFunction, ...methods: ('POST' | 'DELETE')[]): void {
    const arns = methods.map((method) =>
      Stack.of(this).formatArn({
        service: 'execute-api',
        resource: this.apiId,
        resourceName: `${STAGE}/${method}/@connections/*`,
        arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
      }),
    )
    to.allow(['execute-api:ManageConnections'], ...arns)
    to.tell('callback', this.#callback)
  }
}
