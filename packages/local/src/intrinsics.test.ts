import { describe, expect, test } from 'vitest'
import { resolve } from './intrinsics.ts'
import { stackScope } from './stack-scope.ts'
import type { Template } from './template.ts'

const template: Template = {
  Resources: { Table: { Type: 'AWS::DynamoDB::Table' } },
  Parameters: { Size: { Type: 'String', Default: 'small' }, Needed: { Type: 'String' } },
  Mappings: { Sizes: { small: { memory: 128 } } },
  Conditions: {
    Small: { 'Fn::Equals': [{ Ref: 'Size' }, 'small'] },
    Big: { 'Fn::Not': [{ Condition: 'Small' }] },
    Either: { 'Fn::Or': [{ Condition: 'Small' }, { Condition: 'Big' }] },
    Both: { 'Fn::And': [{ Condition: 'Small' }, { Condition: 'Big' }] },
  },
}
const table = { ref: 'table-1', attributes: { Arn: 'arn:table', 'Nested.Name': 'deep' } }
const stack = { stackName: 'Test', region: 'eu-west-1', accountId: '000000000000' }
const scope = stackScope(template, new Map([['Table', table]]), stack)
/** A placeholder of Fn::Sub. */
const put = (name: string) => `\${${name}}`
const resolved = (value: unknown) => resolve(value, scope, 'Here')

describe('intrinsic functions', () => {
  test.each([
    [{ Ref: 'Table' }, 'table-1'],
    [{ Ref: 'Size' }, 'small'],
    [{ Ref: 'AWS::Region' }, 'eu-west-1'],
    [{ 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:table'],
    [{ 'Fn::GetAtt': 'Table.Arn' }, 'arn:table'],
    [{ 'Fn::GetAtt': ['Table', 'Nested', 'Name'] }, 'deep'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Size' }, 3]] }, 'a-small-3'],
    [{ 'Fn::Join': ['', { 'Fn::Split': [',', 'a,b'] }] }, 'ab'],
    [
      { 'Fn::Sub': [put('Table'), put('Table.Arn'), put('AWS::AccountId'), put('!Literal')].join('/') },
      `table-1/arn:table/000000000000/${put('Literal')}`,
    ],
    [{ 'Fn::Sub': [`${put('Own')}-${put('Size')}`, { Own: { Ref: 'Table' } }] }, 'table-1-small'],
    [{ 'Fn::Select': ['1', ['a', 'b']] }, 'b'],
    [{ 'Fn::Select': [0, { 'Fn::Split': ['/', { 'Fn::Join': ['/', ['x', 'y']] }] }] }, 'x'],
    [{ 'Fn::FindInMap': ['Sizes', { Ref: 'Size' }, 'memory'] }, 128],
    [{ 'Fn::If': ['Small', 'yes', 'no'] }, 'yes'],
    [{ 'Fn::If': ['Big', { Ref: 'Nowhere' }, 'no'] }, 'no'],
    [
      [{ 'Fn::If': ['Either', 1, 2] }, { 'Fn::If': ['Both', 1, 2] }],
      [1, 2],
    ],
  ])('%j is %j', (value, expected) => {
    expect(resolved(value)).toEqual(expected)
  })

  test('NoValue leaves out what holds it', () => {
    const nothing = { Ref: 'AWS::NoValue' }
    expect(resolved({ a: 1, b: nothing, c: [nothing, 2], d: { 'Fn::If': ['Small', nothing, 1] } })).toEqual({
      a: 1,
      c: [2],
    })
    expect(resolved(nothing)).toBeUndefined()
  })

  test('a policy with a key called Condition is no function', () => {
    const statement = { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }
    expect(resolved(statement)).toEqual(statement)
    expect(resolved({ Condition: { Bool: {} } })).toEqual({ Condition: { Bool: {} } })
  })

  test.each([
    [{ deep: [{ 'Fn::ImportValue': 'x' }] }, /^Here\.deep\[0\]: Fn::ImportValue is not run locally/],
    [{ Ref: 'Nowhere' }, /^Here: Ref refers to Nowhere, which the template does not create/],
    [{ Ref: 'Needed' }, /Needed, which has no default/],
    [{ 'Fn::GetAtt': ['Table', 'Color'] }, /asks Table \(AWS::DynamoDB::Table\) for Color/],
    [{ 'Fn::If': ['Missing', 1, 2] }, /condition Missing/],
    [{ 'Fn::FindInMap': ['Sizes', 'big', 'memory'] }, /Sizes\.big\.memory/],
    [{ 'Fn::Select': [2, ['a']] }, /no element 2 in a list of 1/],
    [{ 'Fn::Join': ['', [{ list: [] }]] }, /needs text/],
  ])('%j is refused, naming the place', (value, message) => {
    expect(() => resolved(value)).toThrow(message)
  })
})
