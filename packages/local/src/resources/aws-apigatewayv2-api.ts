import { type ApiPlan, integrationOf } from '../api-plan.ts'
import type { Context } from '../context.ts'
import type { CorsConfiguration, HttpRoute } from '../contracts.ts'
import { shortId } from '../names.ts'
import type { Create } from './resource.ts'

export const create: Create = (logicalId, properties, context) => {
  properties.ignore('Name', 'Description', 'DisableExecuteApiEndpoint', 'IpAddressType')
  const protocol = properties.text('ProtocolType')
  if (protocol !== 'HTTP' && protocol !== 'WEBSOCKET')
    throw properties.refusal('ProtocolType', `${protocol} is unknown`)
  const others = [...context.apis.values()].filter((plan) => plan.protocol === protocol)
  if (protocol === 'WEBSOCKET' && others.length > 0)
    throw properties.refusal(
      'ProtocolType',
      'a second WebSocket API is not run locally: functions know one callback address',
    )
  const apiId = shortId(`${context.stackName}.${logicalId}`)
  const cors = properties.optionalRecord('CorsConfiguration')
  const plan: ApiPlan = {
    apiId,
    logicalId,
    protocol,
    routeSelectionExpression: properties.optionalText('RouteSelectionExpression') ?? '$request.body.action',
    ...(cors && { cors: cors as CorsConfiguration }),
    integrations: new Map(),
    authorizers: new Map(),
    routes: new Map(),
  }
  context.apis.set(apiId, plan)
  const host = `${apiId}.execute-api.${context.region}.amazonaws.com`
  const endpoint = `${protocol === 'HTTP' ? 'https' : 'wss'}://${host}`
  return {
    ref: apiId,
    attributes: { ApiId: apiId, ApiEndpoint: endpoint },
    start: () =>
      protocol === 'HTTP' ? startHttp(plan, host, others.length, context) : startSocket(plan, host, context),
    stop: async () => plan.running?.stop(),
  }
}

async function startHttp(plan: ApiPlan, host: string, others: number, context: Context): Promise<void> {
  const { startHttpApi } = await import('../gateway/http-api.ts')
  const stage = stageOf(plan)
  const api = await startHttpApi({
    ...identity(plan, context),
    stage,
    port: others > 0 ? 0 : context.ports.http,
    routes: [...plan.routes.values()].map((route) => httpRoute(plan, route.routeKey, context)),
    ...(plan.cors && { cors: plan.cors }),
  })
  plan.running = api
  context.addresses.set(`https://${host}`, api.url.replace(/\/$/, ''))
}

function httpRoute(plan: ApiPlan, routeKey: string, context: Context): HttpRoute {
  const route = [...plan.routes.values()].find((each) => each.routeKey === routeKey)!
  const authorizer = route.authorizerId && plan.authorizers.get(route.authorizerId)
  if (route.authorizerId && !authorizer)
    throw new Error(`${plan.logicalId}: route ${routeKey} has no such authorizer`)
  return {
    routeKey,
    invoke: integrationOf(plan, route),
    ...(authorizer && { authorizer: { ...context.addresses.localize(authorizer), scopes: route.scopes } }),
  }
}

async function startSocket(plan: ApiPlan, host: string, context: Context): Promise<void> {
  const { startWebSocketApi } = await import('../gateway/websocket-api.ts')
  const stage = stageOf(plan)
  const routes = [...plan.routes.values()].map((route) => {
    return [
      route.routeKey,
      { invoke: integrationOf(plan, route), routeResponse: route.routeResponse },
    ] as const
  })
  const api = await startWebSocketApi({
    ...identity(plan, context),
    stage,
    port: context.ports.socket,
    routeSelectionExpression: plan.routeSelectionExpression,
    routes: new Map(routes),
    limits: context.webSocketLimits,
  })
  plan.running = api
  context.addresses.set(`wss://${host}/${stage}`, api.url)
  context.addresses.set(`https://${host}/${stage}`, api.callbackUrl)
}

function identity(plan: ApiPlan, { region, accountId, log, meter }: Context) {
  return { apiId: plan.apiId, region, accountId, log, ...(meter && { meter }) }
}

function stageOf(plan: ApiPlan): string {
  if (plan.stage === undefined) throw new Error(`${plan.logicalId} has no stage, so it would serve nothing`)
  return plan.stage
}
