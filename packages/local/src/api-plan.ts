import type { CorsConfiguration, HttpApi, Invoke, JwtAuthorizer, WebSocketApi } from './contracts.ts'

/** An API as its resources describe it piece by piece; it is started when all of them have been read. */
export type ApiPlan = {
  apiId: string
  logicalId: string
  protocol: 'HTTP' | 'WEBSOCKET'
  routeSelectionExpression: string
  cors?: CorsConfiguration
  stage?: string
  integrations: Map<string, Invoke>
  authorizers: Map<string, JwtAuthorizer>
  routes: Map<string, RoutePlan>
  /** Set while the API runs. */
  running?: WebSocketApi | HttpApi
}

export type RoutePlan = {
  routeKey: string
  integrationId: string
  authorizerId?: string
  scopes: string[]
  routeResponse: boolean
}

export function integrationOf(plan: ApiPlan, route: RoutePlan): Invoke {
  const invoke = plan.integrations.get(route.integrationId)
  if (!invoke) throw new Error(`${plan.logicalId}: route ${route.routeKey} has no integration`)
  return invoke
}
