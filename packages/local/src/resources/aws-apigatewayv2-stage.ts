import { apiById } from '../context.ts'
import type { Create } from './resource.ts'

export const create: Create = (logicalId, properties, context) => {
  // Logs and throttling quotas belong to an account.
  properties.ignore('AccessLogSettings', 'AutoDeploy', 'DefaultRouteSettings', 'Description', 'RouteSettings')
  const plan = apiById(context, properties.text('ApiId'))
  const name = properties.text('StageName')
  if (plan.stage !== undefined)
    throw properties.refusal('StageName', `is a second stage of ${plan.logicalId} (${logicalId})`)
  plan.stage = name
  return { ref: name, attributes: {} }
}
