import { describe, expect, test } from 'vitest'
import { all, only, synthesise } from './synthesise.ts'

describe('the user pool', () => {
  const template = synthesise()
  const pool = only(template, 'AWS::Cognito::UserPool')
  const client = only(template, 'AWS::Cognito::UserPoolClient')

  test('lets nobody sign up past the accounts function', () => {
    expect(pool.AdminCreateUserConfig).toEqual({ AllowAdminCreateUserOnly: true })
    expect(pool.AccountRecoverySetting.RecoveryMechanisms).toEqual([{ Name: 'admin_only', Priority: 1 }])
  })

  test('knows people by a handle, however it is capitalised, with a password of ten characters or more', () => {
    expect(pool.UsernameConfiguration).toEqual({ CaseSensitive: false })
    expect(pool.UsernameAttributes).toBeUndefined()
    expect(pool.Policies.PasswordPolicy.MinimumLength).toBe(10)
    expect(pool.UserPoolTier).toBe('LITE')
    expect(pool.DeletionProtection).toBe('ACTIVE')
  })

  test('has one client, for the accounts function: no hosted page, no secret to lose', () => {
    expect(client).toMatchObject({
      ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      AllowedOAuthFlowsUserPoolClient: false,
      GenerateSecret: false,
      PreventUserExistenceErrors: 'ENABLED',
      EnableTokenRevocation: true,
    })
  })

  test('gives access for an hour and keeps a device signed in for a year', () => {
    expect(client.TokenValidityUnits).toEqual({
      AccessToken: 'minutes',
      IdToken: 'minutes',
      RefreshToken: 'minutes',
    })
    expect(client.AccessTokenValidity).toBe(60)
    expect(client.RefreshTokenValidity).toBe(365 * 24 * 60)
  })
})

describe('a foreign issuer', () => {
  const template = synthesise({ issuer: 'https://id.example.com', audience: 'chat' })

  test('replaces the pool, the accounts function and its routes', () => {
    expect(all(template, 'AWS::Cognito::UserPool')).toEqual({})
    const routes = Object.values(all(template, 'AWS::ApiGatewayV2::Route')).map(({ RouteKey }) => RouteKey)
    expect(routes).toContain('GET /v1/me')
    expect(routes).not.toContain('POST /v1/accounts')
    const [functions, usual] = [template, synthesise()].map((each) =>
      Object.keys(all(each, 'AWS::Lambda::Function')),
    )
    expect(usual!.filter((id) => !functions!.includes(id)).map((id) => id.slice(0, 6))).toEqual(['SignIn'])
  })

  test('is left alone when an account ends', () => {
    const { Variables } = only(template, 'AWS::Lambda::Function', 'EndAccountFunction').Environment
    expect(Variables.USER_POOL_ID).toBe('')
  })

  test('is the one the authorizer believes', () => {
    expect(only(template, 'AWS::ApiGatewayV2::Authorizer').JwtConfiguration).toEqual({
      Issuer: 'https://id.example.com',
      Audience: ['chat'],
    })
  })
})
