import { ACTIONS, OPERATIONS } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { all, only, type Properties, synthesise, type Template, text } from './synthesise.ts'

type Route = { id: string; function: string } & Properties

describe('the WebSocket API', () => {
  const template = synthesise()
  const routes = routesOf(template, 'Sockets')
  const answered = Object.values(all(template, 'AWS::ApiGatewayV2::RouteResponse'))

  test('chooses the route by the frame’s action', () => {
    const api = only(template, 'AWS::ApiGatewayV2::Api', 'Sockets')
    expect(api).toMatchObject({ ProtocolType: 'WEBSOCKET', RouteSelectionExpression: '$request.body.action' })
  })

  test('has one route for every action of the wire, and those of API Gateway itself', () => {
    const expected = [...Object.keys(ACTIONS), '$default', '$connect', '$disconnect']
    expect(Object.keys(routes).sort()).toEqual(expected.sort())
  })

  test('gives every frame to one function, whose answer goes back to the client', () => {
    for (const key of [...Object.keys(ACTIONS), '$default']) {
      expect(routes[key]).toMatchObject({ function: 'Frame', RouteResponseSelectionExpression: '$default' })
      expect(answered).toContainEqual(
        expect.objectContaining({ RouteId: { Ref: routes[key]!.id }, RouteResponseKey: '$default' }),
      )
    }
  })

  test('gives the handshake and the end to their own functions, and sends nothing of theirs', () => {
    expect(routes.$connect).toMatchObject({ function: 'Connect' })
    expect(routes.$disconnect).toMatchObject({ function: 'Disconnect' })
    expect(answered).toHaveLength(Object.keys(ACTIONS).length + 1)
  })
})

describe('the HTTP API', () => {
  const template = synthesise()
  const routes = routesOf(template, 'Https')

  test('has exactly the operations of the wire', () => {
    const expected = Object.values(OPERATIONS).map(({ route }) => route)
    expect(Object.keys(routes).sort()).toEqual([...expected].sort())
  })

  test.each(Object.values(OPERATIONS).map(({ route, door }) => [route, door] as const))(
    '%s is behind the door %s',
    (route, door) => {
      const authorizer = Object.keys(all(template, 'AWS::ApiGatewayV2::Authorizer'))[0]
      expect(routes[route]).toMatchObject(
        door === 'http'
          ? { function: 'Http', AuthorizationType: 'JWT', AuthorizerId: { Ref: authorizer } }
          : { function: 'SignIn', AuthorizationType: 'NONE' },
      )
    },
  )

  test('takes tokens of the user pool, made out to its one client', () => {
    const authorizer = only(template, 'AWS::ApiGatewayV2::Authorizer')
    expect(authorizer.IdentitySource).toEqual(['$request.header.Authorization'])
    expect(text(authorizer.JwtConfiguration.Issuer)).toBe('<AccountsPool.ProviderURL>')
    expect(authorizer.JwtConfiguration.Audience.map(text)).toEqual(['<AccountsPoolClient>'])
  })
})

describe('stages', () => {
  const stages = (context?: Record<string, unknown>) =>
    Object.values(all(synthesise(context), 'AWS::ApiGatewayV2::Stage'))

  test('deploy themselves and are throttled', () => {
    for (const stage of stages({ requestRate: 70, requestBurst: 80 })) {
      expect(stage.AutoDeploy).toBe(true)
      expect(stage.DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 70, ThrottlingBurstLimit: 80 })
    }
  })

  test('slow down the doors without identity on their own, once those routes exist', () => {
    const template = synthesise({ signInRate: 3, signInBurst: 4 })
    const open = Object.values(OPERATIONS).filter(({ door }) => door === 'accounts')
    expect(only(template, 'AWS::ApiGatewayV2::Stage', 'Https').RouteSettings).toEqual(
      Object.fromEntries(
        open.map(({ route }) => [route, { ThrottlingRateLimit: 3, ThrottlingBurstLimit: 4 }]),
      ),
    )
    const [, stage] = Object.entries(template.Resources).find(([id]) => id.startsWith('HttpsStage'))!
    const routes = routesOf(template, 'Https')
    expect(stage.DependsOn).toEqual(expect.arrayContaining(open.map(({ route }) => routes[route]!.id)))
  })

  test('keep no access log by default, and one without ticket, path or address when asked', () => {
    for (const stage of stages()) expect(stage.AccessLogSettings).toBeUndefined()
    for (const { AccessLogSettings } of stages({ accessLogs: true })) {
      const fields: string[] = Object.values(JSON.parse(AccessLogSettings.Format))
      expect(fields).toContain('$context.status')
      expect(fields.join()).not.toMatch(/query|path|protocol|sourceIp|user|authorizer|domain/i)
    }
  })
})

describe('browsers', () => {
  test('are refused until an origin is named, and the outputs say so', () => {
    const template = synthesise()
    expect(only(template, 'AWS::ApiGatewayV2::Api', 'Https').CorsConfiguration).toBeUndefined()
    expect(environment(template, 'Connect').ALLOWED_ORIGINS).toBe('')
    expect(template.Outputs.Browsers?.Value).toContain('-c origins=')
  })

  test('are let in from the named origins only', () => {
    const template = synthesise({ origins: 'https://chat.example.com, http://localhost:4000' })
    const origins = ['https://chat.example.com', 'http://localhost:4000']
    const { CorsConfiguration } = only(template, 'AWS::ApiGatewayV2::Api', 'Https')
    expect(CorsConfiguration).toMatchObject({
      AllowOrigins: origins,
      AllowHeaders: ['authorization', 'content-type'],
    })
    const methods = Object.values(OPERATIONS).map(({ route }) => route.split(' ')[0])
    expect(CorsConfiguration.AllowMethods.sort()).toEqual([...new Set(methods)].sort())
    expect(CorsConfiguration.AllowCredentials).toBeUndefined()
    expect(environment(template, 'Connect').ALLOWED_ORIGINS).toBe(origins.join(','))
    expect(template.Outputs.Browsers?.Value).toBe(origins.join(', '))
  })
})

function environment(template: Template, name: string): Properties {
  return only(template, 'AWS::Lambda::Function', name).Environment.Variables
}

/** Route key → the route, and the function that its integration names. */
function routesOf(template: Template, api: string): Record<string, Route> {
  const integrations = all(template, 'AWS::ApiGatewayV2::Integration')
  const routes = Object.entries(all(template, 'AWS::ApiGatewayV2::Route'))
  const own = routes.filter(([, { ApiId }]) => text(ApiId) === `<${api}Api>`)
  return Object.fromEntries(
    own.map(([id, route]) => {
      const integration: string = route.Target['Fn::Join'][1][1].Ref
      const [, name] = /<(\w+)Function\.Arn>/.exec(text(integrations[integration]!.IntegrationUri))!
      return [route.RouteKey, { id, function: name!, ...route }]
    }),
  )
}
