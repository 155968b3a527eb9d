// A Cognito of its own process, for a test to kill.
import { startCognito } from '../cognito.ts'

const cognito = await startCognito({ dataDir: process.argv[2]!, log: console })
const { poolId } = await cognito.ensurePool('Pool', {
  UsernameConfiguration: { CaseSensitive: false },
  Policies: { PasswordPolicy: { MinimumLength: 10 } },
})
const { clientId } = await cognito.ensureClient(poolId, 'Client', {
  ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH'],
})
process.send?.({ url: cognito.url, poolId, clientId })
