import { noValue, resolveCondition, type Scope } from './intrinsics.ts'
import type { Template } from './template.ts'

/** What a created resource answers to `Ref` and `Fn::GetAtt`. */
export type Referable = { ref: string; attributes: Record<string, unknown> }

export type StackIdentity = { stackName: string; region: string; accountId: string }

/** Looks names up in the template and in the resources created so far. */
export function stackScope(template: Template, created: Map<string, Referable>, stack: StackIdentity): Scope {
  const pseudo: Record<string, unknown> = {
    'AWS::AccountId': stack.accountId,
    'AWS::NoValue': noValue,
    'AWS::NotificationARNs': [],
    'AWS::Partition': 'aws',
    'AWS::Region': stack.region,
    'AWS::StackId': `arn:aws:cloudformation:${stack.region}:${stack.accountId}:stack/${stack.stackName}/local`,
    'AWS::StackName': stack.stackName,
    'AWS::URLSuffix': 'amazonaws.com',
  }
  const resource = (id: string) => {
    const found = created.get(id)
    if (!found) throw new Error(`refers to ${id}, which the template does not create`)
    return found
  }
  const scope: Scope = {
    ref(name) {
      if (Object.hasOwn(pseudo, name)) return pseudo[name]
      const parameter = template.Parameters?.[name]
      if (!parameter) return resource(name).ref
      if (parameter.Default === undefined)
        throw new Error(`refers to parameter ${name}, which has no default`)
      return parameter.Default
    },
    attribute(id, name) {
      const { attributes } = resource(id)
      if (!(name in attributes)) {
        const type = template.Resources[id]?.Type
        throw new Error(`asks ${id} (${type}) for ${name}, which its file in packages/local does not give`)
      }
      return attributes[name]
    },
    condition(name) {
      const definition = template.Conditions?.[name]
      if (definition === undefined) throw new Error(`refers to condition ${name}, which is not there`)
      return resolveCondition(definition, scope, `Conditions.${name}`)
    },
    mapping(map, top, second) {
      const value = template.Mappings?.[map]?.[top]?.[second]
      if (value === undefined) throw new Error(`finds nothing at ${map}.${top}.${second}`)
      return value
    },
  }
  return scope
}
