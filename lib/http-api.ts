import { OPERATIONS } from '@parley/protocol'
import { Duration, Stack } from 'aws-cdk-lib'
import * as gateway from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { Construct } from 'constructs'
import { accessLog } from './access-log.ts'
import type { ChatFunction } from './chat-function.ts'
import type { Identity, Settings } from './settings.ts'

type Operation = (typeof OPERATIONS)[keyof typeof OPERATIONS]

/** The HTTPS side: one route per operation of the wire. */
export class HttpApi extends Construct {
  readonly apiId: string
  readonly url: string
  /** The same without its scheme. */
  readonly domain: string
  readonly #api: gateway.HttpApi
  readonly #stage: gateway.CfnStage
  readonly #settings: Settings

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id)
    this.#settings = settings
    this.#api = new gateway.HttpApi(this, 'Api', {
      createDefaultStage: false,
      ...(settings.origins.length > 0 && { corsPreflight: cors(settings.origins) }),
    })
    const stage = new gateway.HttpStage(this, 'Stage', {
      httpApi: this.#api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: settings.requestRate, burstLimit: settings.requestBurst },
      ...accessLog(this, settings, 'routeKey'),
    })
    this.#stage = stage.node.defaultChild as gateway.CfnStage
    this.apiId = this.#api.apiId
    this.url = this.#api.apiEndpoint
    const { region, urlSuffix } = Stack.of(this)
    this.domain = `${this.apiId}.execute-api.${region}.${urlSuffix}`
  }

  /** The operations that need an identity, behind an authorizer that checks the token. */
  authorized(to: ChatFunction, { issuer, audience }: Identity): void {
    const authorizer = new HttpJwtAuthorizer('Identity', issuer, { jwtAudience: [audience] })
    this.#serve(behind('http'), to, authorizer)
  }

  /**
   * The operations anyone may call. Guessing passwords is slowed here for all callers together;
   * Cognito slows it per person.
   */
  open(to: ChatFunction): void {
    const { signInRate, signInBurst } = this.#settings
    const operations = behind('accounts')
    this.#stage.routeSettings = Object.fromEntries(
      operations.map(({ route }) => [
        route,
        { ThrottlingRateLimit: signInRate, ThrottlingBurstLimit: signInBurst },
      ]),
    )
    // API Gateway refuses settings for a route that is not there yet.
    for (const route of this.#serve(operations, to)) this.#stage.node.addDependency(route)
  }

  #serve(operations: Operation[], to: ChatFunction, authorizer?: HttpJwtAuthorizer): gateway.HttpRoute[] {
    // One permission for the whole API: one per route would in time outgrow the function's policy.
    const integration = new HttpLambdaIntegration('Integration', to.lambda, { scopePermissionToRoute: false })
    return operations.flatMap(({ route }) => {
      const [method, path] = route.split(' ') as [gateway.HttpMethod, string]
      return this.#api.addRoutes({ path, methods: [method], integration, ...(authorizer && { authorizer }) })
    })
  }
}

function behind(door: Operation['door']): Operation[] {
  return Object.values(OPERATIONS).filter((operation) => operation.door === door)
}

function cors(origins: string[]): gateway.CorsPreflightOptions {
  const methods = Object.values(OPERATIONS).map(({ route }) => route.split(' ')[0])
  return {
    allowOrigins: origins,
    allowMethods: [...new Set(methods)] as gateway.CorsHttpMethod[],
    allowHeaders: ['authorization', 'content-type'],
    maxAge: Duration.days(1),
  }
}
