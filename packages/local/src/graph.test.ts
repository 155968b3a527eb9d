import { expect, test } from 'vitest'
import { creationOrder } from './graph.ts'

const resource = (Properties: Record<string, unknown> = {}, DependsOn: string | string[] = []) => ({
  Type: 'X',
  Properties,
  DependsOn,
})

test('each resource comes after all that it mentions', () => {
  const sub = ['Sub', 'Attribute.Arn', 'AWS::Region', '!Later'].map((name) => `\${${name}}`).join(' ')
  const order = creationOrder({
    Output: resource({ a: { 'Fn::Sub': sub } }),
    Sub: resource({ a: [{ Ref: 'Parameter' }, { deep: { Ref: 'First' } }] }),
    Attribute: resource({ a: { 'Fn::GetAtt': ['First', 'Arn'] }, b: { 'Fn::GetAtt': 'Other.Arn' } }),
    Other: resource({}, 'First'),
    First: resource(),
    Later: resource({ a: { 'Fn::If': ['Yes', { Ref: 'Output' }, { Ref: 'AWS::NoValue' }] } }, [
      'First',
      'Sub',
    ]),
  })
  expect(order).toEqual(['First', 'Sub', 'Other', 'Attribute', 'Output', 'Later'])
})

test('a cycle is refused, naming its members', () => {
  const cyclic = { A: resource({ b: { Ref: 'B' } }), B: resource({}, 'C'), C: resource({ a: { Ref: 'A' } }) }
  expect(() => creationOrder(cyclic)).toThrow('A → B → C → A')
})
