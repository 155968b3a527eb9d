import type { Context } from './context.ts'
import { creationOrder } from './graph.ts'
import { resolve } from './intrinsics.ts'
import { Properties } from './properties.ts'
import { creatorOf } from './resources/registry.ts'
import type { Resource } from './resources/resource.ts'
import { stackScope } from './stack-scope.ts'

/** The created resources by logical id, in the order of their creation. */
export type Stack = Map<string, Resource>

/** Creates every resource of the template. Types that nothing here runs are refused before anything is created. */
export async function createResources(stack: Stack, context: Context): Promise<void> {
  const { template } = context.assembly
  const scope = stackScope(template, stack, context)
  const wanted = Object.entries(template.Resources).filter(
    ([, { Condition }]) => Condition === undefined || scope.condition(Condition),
  )
  const creators = new Map(wanted.map(([id, { Type }]) => [id, creatorOf(Type, id)]))
  for (const id of creationOrder(Object.fromEntries(wanted))) {
    const { Type, Properties: raw = {} } = template.Resources[id]!
    const resolved = resolve(raw, scope, `Resources.${id}.Properties`) as Record<string, unknown>
    const properties = new Properties(Type, id, resolved)
    stack.set(id, await creators.get(id)!(id, properties, context))
    properties.warnAboutUnread(context.log)
  }
}

export async function startResources(stack: Stack): Promise<void> {
  for (const resource of stack.values()) await resource.start?.()
}

export function outputsOf(stack: Stack, context: Context): Record<string, unknown> {
  const { template } = context.assembly
  const scope = stackScope(template, stack, context)
  const outputs = Object.entries(template.Outputs ?? {})
    .filter(([, { Condition }]) => Condition === undefined || scope.condition(Condition))
    .map(([name, { Value }]) => [name, resolve(Value, scope, `Outputs.${name}`)])
  return context.addresses.localize(Object.fromEntries(outputs))
}
