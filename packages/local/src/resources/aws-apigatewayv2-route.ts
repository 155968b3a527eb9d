import { apiById } from '../context.ts'
import { shortId } from '../names.ts'
import type { Create } from './resource.ts'

export const create: Create = (logicalId, properties, context) => {
  properties.ignore('ApiKeyRequired', 'OperationName', 'RouteResponseSelectionExpression')
  const plan = apiById(context, properties.text('ApiId'))
  const authorization = properties.optionalText('AuthorizationType') ?? 'NONE'
  if (authorization !== 'NONE' && !(authorization === 'JWT' && plan.protocol === 'HTTP'))
    throw properties.refusal('AuthorizationType', `${authorization} is not run locally`)
  const authorizerId = properties.optionalText('AuthorizerId')
  const id = shortId(`${plan.apiId}.${logicalId}`)
  plan.routes.set(id, {
    routeKey: properties.text('RouteKey'),
    integrationId: properties.text('Target').replace('integrations/', ''),
    ...(authorization === 'JWT' && authorizerId !== undefined && { authorizerId }),
    scopes: properties.list<string>('AuthorizationScopes'),
    routeResponse: false,
  })
  return { ref: id, attributes: { RouteId: id } }
}
