import { type Properties, text } from './synthesise.ts'

/** What a policy allows, each as `action on resource`. */
export function grantsOf({ PolicyDocument }: Properties): string[] {
  const statements: Properties[] = PolicyDocument.Statement
  return statements
    .flatMap(({ Effect, Action, Resource }) => {
      if (Effect !== 'Allow') throw new Error(`A statement of effect ${Effect} is not expected here.`)
      return [Resource].flat().flatMap((resource) => on(text(resource), ...[Action].flat()))
    })
    .sort()
}

export function on(resource: string, ...actions: string[]): string[] {
  return actions.map((action) => `${action} on ${resource}`)
}
