import { Refusal } from './errors.ts'
import { MAX_JSON_DEPTH, MAX_JSON_KEYS } from './limits.ts'

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Parses what a stranger sent. One linear pass over the text refuses what would be costly or ambiguous
 * to build (depth, number of keys, duplicate keys, keys that reach a prototype) before any object exists.
 * Throws `BAD_FRAME`.
 */
export function parseJson(raw: string): unknown {
  inspect(raw)
  try {
    return JSON.parse(raw)
  } catch {
    throw new Refusal('BAD_FRAME', 'not JSON')
  }
}

/** Parses one JSON object. Throws `BAD_FRAME` for anything else. */
export function parseObject(raw: string): Record<string, unknown> {
  const value = parseJson(raw)
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new Refusal('BAD_FRAME', 'not an object')
  }
  return value as Record<string, unknown>
}

function inspect(raw: string): void {
  const shape = new Shape()
  for (let at = 0; at < raw.length; at++) {
    const char = raw[at]
    if (char === '{') shape.open(new Set())
    else if (char === '[') shape.open(undefined)
    else if (char === '}' || char === ']') shape.close()
    else if (char === '"') {
      const end = endOfString(raw, at)
      if (isKey(raw, end)) shape.key(raw.slice(at, end))
      at = end - 1
    }
  }
}

/** What has been opened and not closed, and what stands in it. */
class Shape {
  /** The keys seen in each open object; undefined for an array. */
  readonly #open: (Set<string> | undefined)[] = []
  #keys = 0

  open(keys: Set<string> | undefined): void {
    this.#open.push(keys)
    if (this.#open.length > MAX_JSON_DEPTH) {
      throw new Refusal('BAD_FRAME', `deeper than ${MAX_JSON_DEPTH} levels`)
    }
  }

  close(): void {
    this.#open.pop()
  }

  key(literal: string): void {
    if (++this.#keys > MAX_JSON_KEYS) throw new Refusal('BAD_FRAME', `more than ${MAX_JSON_KEYS} keys`)
    const key = decode(literal)
    const siblings = this.#open.at(-1)
    if (FORBIDDEN_KEYS.has(key)) throw new Refusal('BAD_FRAME', 'a key that is not allowed')
    if (siblings?.has(key)) throw new Refusal('BAD_FRAME', 'a key twice')
    siblings?.add(key)
  }
}

/** A loop, not a pattern: a pattern's stack overflows on a string of millions of escapes. */
function endOfString(raw: string, start: number): number {
  for (let at = start + 1; at < raw.length; at++) {
    if (raw[at] === '\\') at++
    else if (raw[at] === '"') return at + 1
  }
  throw new Refusal('BAD_FRAME', 'not JSON')
}

function isKey(raw: string, end: number): boolean {
  let next = end
  while (' \n\r\t'.includes(raw[next] ?? ':')) next++
  return raw[next] === ':'
}

/** A key may be written with escapes; what counts is the name it spells. */
function decode(literal: string): string {
  try {
    return JSON.parse(literal) as string
  } catch {
    throw new Refusal('BAD_FRAME', 'not JSON')
  }
}
