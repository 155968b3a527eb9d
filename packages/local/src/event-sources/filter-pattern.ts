/** Lambda's event filter patterns, the same language as EventBridge's. */
export type Matches = (event: unknown) => boolean

type Test = (value: unknown) => boolean

/** Compiles the patterns of a FilterCriteria: an event passes if one of them matches, or if there are none. */
export function compileFilters(criteria: { Filters?: { Pattern?: string }[] } | undefined): Matches {
  const patterns = (criteria?.Filters ?? []).map(({ Pattern = '{}' }) => compilePattern(JSON.parse(Pattern)))
  return (event) => patterns.length === 0 || patterns.some((matches) => matches(event))
}

/** Throws on an operator that is not known here, so that a filter never passes more or less than on AWS. */
export function compilePattern(pattern: unknown): Matches {
  if (!isObject(pattern))
    throw new Error(`a filter pattern must be an object, not ${JSON.stringify(pattern)}`)
  const tests = Object.entries(pattern).map(([key, part]): Matches => {
    if (key === '$or') return anyOf(list(part).map(compilePattern))
    const test = Array.isArray(part) ? leaf(part) : compilePattern(part)
    return (event) => test(isObject(event) ? event[key] : undefined)
  })
  return (event) => tests.every((test) => test(event))
}

function leaf(conditions: unknown[]): Test {
  const tests = anyOf(conditions.map(condition))
  // An array in the event matches if one of its elements does.
  return (value) => (Array.isArray(value) && value.length > 0 ? value.some(tests) : tests(value))
}

function condition(wanted: unknown): Test {
  if (!isObject(wanted)) return (value) => value === wanted
  const [[operator, argument] = [undefined, undefined], ...more] = Object.entries(wanted)
  const compile = operators[String(operator)]
  if (!compile || more.length > 0) throw new Error(`unknown filter condition ${JSON.stringify(wanted)}`)
  return compile(argument)
}

const operators: Record<string, (argument: unknown) => Test> = {
  exists: (wanted) => (value) => (value !== undefined && !isObject(value)) === wanted,
  prefix: (argument) => onText(argument, (value, start) => value.startsWith(start)),
  suffix: (argument) => onText(argument, (value, end) => value.endsWith(end)),
  'equals-ignore-case': (argument) =>
    onText(argument, (value, other) => value.toLowerCase() === other.toLowerCase()),
  'anything-but': (argument) => {
    const refused = anyOf([argument].flat().map(condition))
    return (value) => value !== undefined && !isObject(value) && !refused(value)
  },
  numeric: (argument) => {
    const steps = list(argument)
    const tests: Test[] = []
    for (let i = 0; i < steps.length; i += 2) tests.push(comparison(String(steps[i]), Number(steps[i + 1])))
    return (value) => typeof value === 'number' && tests.every((test) => test(value))
  },
}

/** `{ prefix: { 'equals-ignore-case': 'x' } }` compares without case, as `{ prefix: 'x' }` does with it. */
function onText(argument: unknown, compare: (value: string, argument: string) => boolean): Test {
  const folded = isObject(argument) ? argument['equals-ignore-case'] : undefined
  if (typeof folded === 'string')
    return (value) => typeof value === 'string' && compare(value.toLowerCase(), folded.toLowerCase())
  if (typeof argument === 'string') return (value) => typeof value === 'string' && compare(value, argument)
  throw new Error(`unknown filter argument ${JSON.stringify(argument)}`)
}

function comparison(operator: string, bound: number): Test {
  const compare = {
    '=': (value: number) => value === bound,
    '<': (value: number) => value < bound,
    '<=': (value: number) => value <= bound,
    '>': (value: number) => value > bound,
    '>=': (value: number) => value >= bound,
  }[operator]
  if (!compare || Number.isNaN(bound)) throw new Error(`unknown numeric condition ${operator} ${bound}`)
  return (value) => compare(value as number)
}

function anyOf(tests: Test[]): Test {
  return (value) => tests.some((test) => test(value))
}

function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Error(`a filter needs a list here, not ${JSON.stringify(value)}`)
  return value
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
