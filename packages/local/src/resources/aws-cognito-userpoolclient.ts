import type { Create } from './resource.ts'

export const create: Create = async (logicalId, properties, context) => {
  const cognito = await context.services.cognito()
  const { clientId } = await cognito.ensureClient(properties.text('UserPoolId'), logicalId, properties.all())
  return { ref: clientId, attributes: { ClientId: clientId, Name: clientId } }
}
