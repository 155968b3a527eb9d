import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import { afterAll, describe } from 'vitest'
import { cognitoIdentities } from '../../lambdas/adapters/identities.ts'
import { startCognito } from '../../packages/local/src/services/cognito.ts'
import { LOCAL_ACCESS } from '../fixtures/dynamodb.ts'
import { only, synthesise } from '../infra/synthesise.ts'
import { identitiesContract } from './identities.contract.ts'

/** The template's own pool and client: its password policy and its ways to sign in are what is tested. */
const template = synthesise()
const dataDir = await mkdtemp(join(tmpdir(), 'parley-identities-'))
const log = { info() {}, warn() {}, error() {} }
const cognito = await startCognito({ dataDir, log })
const { poolId } = await cognito.ensurePool('Pool', only(template, 'AWS::Cognito::UserPool'))
const { clientId } = await cognito.ensureClient(
  poolId,
  'Client',
  only(template, 'AWS::Cognito::UserPoolClient'),
)
const client = new CognitoIdentityProviderClient({ endpoint: cognito.url, ...LOCAL_ACCESS })

afterAll(async () => {
  client.destroy()
  await cognito.stop()
  await rm(dataDir, { recursive: true, force: true })
})

describe('Identities in Cognito', () => identitiesContract(() => cognitoIdentities(client, poolId, clientId)))
