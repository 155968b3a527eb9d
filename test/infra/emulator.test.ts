import { ACTIONS } from '@parley/protocol'
import { expect, test } from 'vitest'
import { synthesise, text, withoutHash } from './synthesise.ts'

test('an emulator gets the stack of AWS but for these differences', () => {
  // Native packages are those of the machine it runs on, and no part of a template without code.
  const deployed = synthesise({ protectData: false, natives: 'host' })
  const differences = compare(deployed, synthesise({ emulator: 'localstack' }))
  const callback = 'http://localhost:4566/_aws/execute-api/<SocketsApi>/prod'
  const posting = ['Announce', 'Connect', 'DeliverPart', 'EndAccount', 'FanOut', 'Frame', 'Http', 'Replay']
  expect(differences).toEqual(
    [
      'HttpsApiIdentity.Properties.JwtConfiguration.Issuer = https://<AccountsPool.ProviderName>',
      ...posting.map(
        (name) =>
          `${name}Function.Properties.Environment.Variables.AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI = ${callback}`,
      ),
      ...['default', ...Object.keys(ACTIONS)].map((route) => `SocketsApi${route}RouteResponse = undefined`),
    ].sort(),
  )
})

test('data in an emulator is not protected, unless settings say so', () => {
  expect(
    compare(
      synthesise({ emulator: 'localstack' }),
      synthesise({ emulator: 'localstack', protectData: false }),
    ),
  ).toEqual([])
  expect(
    compare(
      synthesise({ emulator: 'localstack' }),
      synthesise({ emulator: 'localstack', protectData: true }),
    ),
  ).not.toEqual([])
})

test('outputs are the same everywhere', () => {
  expect(synthesise({ emulator: 'localstack' }).Outputs).toEqual(synthesise().Outputs)
})

/** `Resource.path = value` for everything that `after` has otherwise. */
function compare(before: { Resources: object }, after: { Resources: object }): string[] {
  const names = new Set([...Object.keys(before.Resources), ...Object.keys(after.Resources)])
  return [...names]
    .flatMap((id) => differences(withoutHash(id), at(before.Resources, id), at(after.Resources, id)))
    .sort()
}

function differences(path: string, before: unknown, after: unknown): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return []
  if (!isPlain(before) || !isPlain(after)) return [`${path} = ${after === undefined ? after : text(after)}`]
  const keys = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...keys].flatMap((key) => differences(`${path}.${key}`, at(before, key), at(after, key)))
}

/** An object that is no reference: those are compared whole. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  return !Object.keys(value).some((key) => key === 'Ref' || key.startsWith('Fn::'))
}

function at(value: object, key: string): unknown {
  return (value as Record<string, unknown>)[key]
}
