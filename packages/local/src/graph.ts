import { intrinsicName } from './intrinsics.ts'
import type { Template } from './template.ts'

/** The resources in an order in which each comes after those it refers to. Throws on a cycle, naming it. */
export function creationOrder(resources: Template['Resources']): string[] {
  const order: string[] = []
  const state = new Map<string, 'open' | 'done'>()
  const visit = (id: string, trail: string[]) => {
    if (state.get(id) === 'done') return
    if (state.get(id) === 'open')
      throw new Error(`these resources refer to each other: ${[...trail, id].join(' → ')}`)
    state.set(id, 'open')
    for (const next of dependencies(resources, id)) visit(next, [...trail, id])
    state.set(id, 'done')
    order.push(id)
  }
  for (const id of Object.keys(resources)) visit(id, [])
  return order
}

function dependencies(resources: Template['Resources'], id: string): string[] {
  const { Properties, DependsOn = [] } = resources[id]!
  const names = new Set([DependsOn].flat())
  collect(Properties, names)
  return [...names].filter((name) => name in resources)
}

/** Adds every name that is mentioned; parameters are among them, and filtered out by the caller. */
function collect(value: unknown, into: Set<string>): void {
  if (typeof value !== 'object' || value === null) return
  const name = intrinsicName(value)
  for (const each of mentions[name ?? '']?.((value as Record<string, unknown>)[name!]) ?? []) into.add(each)
  for (const each of Object.values(value)) collect(each, into)
}

/** The logical ids in the argument of an intrinsic function, for those that take some. */
const mentions: Record<string, (argument: unknown) => string[]> = {
  Ref: (argument) => [String(argument)],
  'Fn::GetAtt': (argument) => [String(Array.isArray(argument) ? argument[0] : argument).split('.')[0]!],
  'Fn::Sub': (argument) => {
    const template = String(Array.isArray(argument) ? argument[0] : argument)
    return [...template.matchAll(/\$\{([^!}.]+)[^}]*\}/g)].map(([, mentioned]) => mentioned!)
  },
}
