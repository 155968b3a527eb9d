import { apiById } from '../context.ts'
import { shortId } from '../names.ts'
import type { Create } from './resource.ts'

/** Without one, what a WebSocket route's function returns never reaches the client. */
export const create: Create = (logicalId, properties, context) => {
  properties.ignore('RouteResponseKey', 'ModelSelectionExpression')
  const plan = apiById(context, properties.text('ApiId'))
  const route = plan.routes.get(properties.text('RouteId'))
  if (!route) throw properties.refusal('RouteId', `is no route of ${plan.logicalId}`)
  route.routeResponse = true
  const id = shortId(`${plan.apiId}.${logicalId}`)
  return { ref: id, attributes: { RouteResponseId: id } }
}
