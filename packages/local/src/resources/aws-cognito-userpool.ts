import type { Create } from './resource.ts'

export const create: Create = async (logicalId, properties, context) => {
  const cognito = await context.services.cognito()
  const { poolId, issuer } = await cognito.ensurePool(logicalId, properties.all())
  const provider = `cognito-idp.${context.region}.amazonaws.com/${poolId}`
  // Tokens carry the local issuer, so wherever the template names AWS's it must become this one.
  context.addresses.set(`https://${provider}`, issuer)
  const arn = `arn:aws:cognito-idp:${context.region}:${context.accountId}:userpool/${poolId}`
  return {
    ref: poolId,
    attributes: { Arn: arn, UserPoolId: poolId, ProviderName: provider, ProviderURL: `https://${provider}` },
  }
}
