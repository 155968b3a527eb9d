/** What a template's intrinsic functions look things up in. Each throws on a name it does not know. */
export type Scope = {
  ref(name: string): unknown
  attribute(logicalId: string, name: string): unknown
  condition(name: string): boolean
  mapping(map: string, top: string, second: string): unknown
}

/** `{ Ref: 'AWS::NoValue' }`: the property that holds it is left out. */
export const noValue = Symbol('AWS::NoValue')

type Evaluate = (argument: unknown) => unknown
type Intrinsic = (argument: unknown, evaluate: Evaluate, scope: Scope) => unknown

const intrinsics: Record<string, Intrinsic> = {
  Ref: (name, _evaluate, scope) => scope.ref(text(name)),
  'Fn::GetAtt': (argument, evaluate, scope) => {
    const [id, ...name] = typeof argument === 'string' ? argument.split('.') : list(argument)
    return scope.attribute(text(id), text(evaluate(name.length > 1 ? name.join('.') : name[0])))
  },
  'Fn::Join': (argument, evaluate) => {
    const [separator, parts] = list(argument)
    return list(evaluate(parts)).map(text).join(text(separator))
  },
  'Fn::Sub': (argument, evaluate, scope) => substitute(argument, evaluate, scope),
  'Fn::Select': (argument, evaluate) => {
    const [index, from] = list(argument).map(evaluate)
    const values = list(from)
    const at = Number(index)
    if (!(at in values)) throw new Error(`has no element ${at} in a list of ${values.length}`)
    return values[at]
  },
  'Fn::Split': (argument, evaluate) => {
    const [separator, from] = list(argument).map(evaluate)
    return text(from).split(text(separator))
  },
  'Fn::If': (argument, evaluate, scope) => {
    const [name, yes, no] = list(argument)
    return evaluate(scope.condition(text(name)) ? yes : no)
  },
  'Fn::FindInMap': (argument, evaluate, scope) => {
    const [map, top, second] = list(argument).map(evaluate).map(text)
    return scope.mapping(map!, top!, second!)
  },
  'Fn::Equals': (argument, evaluate) => {
    const [a, b] = list(argument).map(evaluate)
    return String(a) === String(b)
  },
  'Fn::Not': (argument, evaluate) => !list(argument).map(evaluate)[0],
  'Fn::And': (argument, evaluate) => list(argument).every((each) => evaluate(each)),
  'Fn::Or': (argument, evaluate) => list(argument).some((each) => evaluate(each)),
}

/**
 * The value with every intrinsic function in it evaluated.
 * An intrinsic that is not run, or one that fails, throws with `path`, the place in the template.
 */
export function resolve(value: unknown, scope: Scope, path: string): unknown {
  const resolved = evaluate(value, scope, path)
  return resolved === noValue ? undefined : resolved
}

function evaluate(value: unknown, scope: Scope, path: string): unknown {
  if (Array.isArray(value))
    return value.map((each, i) => evaluate(each, scope, `${path}[${i}]`)).filter((each) => each !== noValue)
  if (typeof value !== 'object' || value === null) return value
  const name = intrinsicName(value)
  if (name !== undefined) return apply(name, (value as Record<string, unknown>)[name], scope, path)
  const entries = Object.entries(value).map(([key, each]) => [key, evaluate(each, scope, `${path}.${key}`)])
  return Object.fromEntries(entries.filter(([, each]) => each !== noValue))
}

/** `Condition` is left out here: it is a function only inside a condition, and a plain key in an IAM policy. */
export function intrinsicName(value: object): string | undefined {
  const keys = Object.keys(value)
  const [key] = keys
  return keys.length === 1 && (key === 'Ref' || key?.startsWith('Fn::')) ? key : undefined
}

function apply(name: string, argument: unknown, scope: Scope, path: string): unknown {
  const intrinsic = intrinsics[name]
  if (!intrinsic) throw new Error(`${path}: ${name} is not run locally (packages/local/src/intrinsics.ts)`)
  try {
    return intrinsic(argument, (each) => evaluate(each, scope, `${path}.${name}`), scope)
  } catch (error) {
    const message = (error as Error).message
    throw message.startsWith(path) ? error : new Error(`${path}: ${name} ${message}`)
  }
}

/** A condition's own definition, in which `{ Condition: name }` refers to another one. */
export function resolveCondition(definition: unknown, scope: Scope, path: string): boolean {
  const referring = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(referring)
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value)
    if (entries.length === 1 && entries[0]![0] === 'Condition') return scope.condition(text(entries[0]![1]))
    return Object.fromEntries(entries.map(([key, each]) => [key, referring(each)]))
  }
  return Boolean(resolve(referring(definition), scope, path))
}

function substitute(argument: unknown, evaluate: Evaluate, scope: Scope): string {
  const [template, variables = {}] = typeof argument === 'string' ? [argument] : list(argument)
  const given = evaluate(variables) as Record<string, unknown>
  return text(template).replace(/\$\{(!?)([^}]+)\}/g, (_whole, literal: string, name: string) => {
    if (literal) return `\${${name}}`
    if (Object.hasOwn(given, name)) return text(given[name])
    const dot = name.indexOf('.')
    return text(dot < 0 ? scope.ref(name) : scope.attribute(name.slice(0, dot), name.slice(dot + 1)))
  })
}

function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Error(`needs a list, not ${JSON.stringify(value)}`)
  return value
}

function text(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw new Error(`needs text, not ${JSON.stringify(value)}`)
}
