import { apiById, functionByArn } from '../context.ts'
import { shortId } from '../names.ts'
import type { Create } from './resource.ts'

export const create: Create = (logicalId, properties, context) => {
  properties.ignore('CredentialsArn', 'Description', 'IntegrationMethod', 'ConnectionType')
  const type = properties.text('IntegrationType')
  if (type !== 'AWS_PROXY')
    throw properties.refusal('IntegrationType', `${type} is not run locally, only AWS_PROXY`)
  const plan = apiById(context, properties.text('ApiId'))
  const version = properties.optionalText('PayloadFormatVersion')
  if (plan.protocol === 'HTTP' && version !== '2.0')
    throw properties.refusal('PayloadFormatVersion', 'must be 2.0')
  const uri = properties.text('IntegrationUri')
  // API Gateway's own form of a function: …:lambda:path/2015-03-31/functions/<function arn>/invocations
  const arn = /\/functions\/(.+)\/invocations$/.exec(uri)?.[1] ?? uri
  const id = shortId(`${plan.apiId}.${logicalId}`)
  plan.integrations.set(id, functionByArn(context, arn).invoke)
  return { ref: id, attributes: { IntegrationId: id } }
}
