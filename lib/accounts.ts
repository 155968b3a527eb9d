import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { AccountRecovery, FeaturePlan, UserPool, type UserPoolClient } from 'aws-cdk-lib/aws-cognito'
import { Construct } from 'constructs'
import type { ChatFunction } from './chat-function.ts'
import type { Identity, Settings } from './settings.ts'

/**
 * People who sign in with a handle and a password. The accounts function is the only way in: nobody
 * can sign up past it, and so no account is without its unique handle.
 */
export class Accounts extends Construct {
  readonly poolId: string
  readonly clientId: string
  readonly identity: Identity
  readonly #arn: string

  constructor(scope: Construct, id: string, { protectData }: Settings) {
    super(scope, id)
    const pool = new UserPool(this, 'Pool', {
      // The plan with the least per person; nothing here is of the dearer ones.
      featurePlan: FeaturePlan.LITE,
      selfSignUpEnabled: false,
      signInAliases: { username: true },
      signInCaseSensitive: false,
      accountRecovery: AccountRecovery.NONE,
      // Length protects; rules about kinds of characters make people choose worse.
      passwordPolicy: {
        minLength: 10,
        requireDigits: false,
        requireLowercase: false,
        requireSymbols: false,
        requireUppercase: false,
      },
      deletionProtection: protectData,
      removalPolicy: protectData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    })
    const client = this.#client(pool)
    this.poolId = pool.userPoolId
    this.clientId = client.userPoolClientId
    this.identity = { issuer: pool.userPoolProviderUrl, audience: this.clientId }
    this.#arn = pool.userPoolArn
  }

  /** A phone that is used once a year stays signed in; a stolen access token is good for an hour. */
  #client(pool: UserPool): UserPoolClient {
    return pool.addClient('Client', {
      authFlows: { adminUserPassword: true },
      disableOAuth: true,
      generateSecret: false,
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(365),
    })
  }

  grantSignIn(to: ChatFunction): void {
    to.allow(
      [
        'cognito-idp:AdminCreateUser',
        'cognito-idp:AdminSetUserPassword',
        'cognito-idp:AdminGetUser',
        'cognito-idp:AdminInitiateAuth',
        'cognito-idp:AdminUserGlobalSignOut',
      ],
      this.#arn,
    )
    to.tell('userPool', this.poolId)
    to.tell('userPoolClient', this.clientId)
  }

  grantRemove(to: ChatFunction): void {
    to.allow(['cognito-idp:AdminDeleteUser'], this.#arn)
    to.tell('userPool', this.poolId)
  }
}
