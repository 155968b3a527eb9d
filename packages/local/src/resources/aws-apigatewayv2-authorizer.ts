import { apiById } from '../context.ts'
import { shortId } from '../names.ts'
import type { Create } from './resource.ts'

export const create: Create = (logicalId, properties, context) => {
  properties.ignore('Name')
  const plan = apiById(context, properties.text('ApiId'))
  const type = properties.text('AuthorizerType')
  if (type !== 'JWT') throw properties.refusal('AuthorizerType', `${type} is not run locally, only JWT`)
  const jwt = properties.optionalRecord('JwtConfiguration') ?? {}
  const id = shortId(`${plan.apiId}.${logicalId}`)
  plan.authorizers.set(id, {
    issuer: String(jwt.Issuer),
    audience: (jwt.Audience ?? []) as string[],
    identitySource: properties.list<string>('IdentitySource'),
  })
  return { ref: id, attributes: { AuthorizerId: id } }
}
