import { Refusal } from './errors.ts'
import { MAX_JSON_DEPTH, MAX_JSON_KEYS } from './limits.ts'

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype'])
const STRING = /"(?:[^"\\]|\\.)*"/y

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
  const open: (Set<string> | undefined)[] = [] // the keys seen in each open object; undefined for an array
  let keys = 0
  for (let at = 0; at < raw.length; at++) {
    const char = raw[at]
    if (char === '{' || char === '[') {
      open.push(char === '{' ? new Set() : undefined)
      if (open.length > MAX_JSON_DEPTH) throw new Refusal('BAD_FRAME', `deeper than ${MAX_JSON_DEPTH} levels`)
    } else if (char === '}' || char === ']') {
      open.pop()
    } else if (char === '"') {
      const end = endOfString(raw, at)
      if (isKey(raw, end)) {
        if (++keys > MAX_JSON_KEYS) throw new Refusal('BAD_FRAME', `more than ${MAX_JSON_KEYS} keys`)
        admit(raw.slice(at, end), open.at(-1))
      }
      at = end - 1
    }
  }
}

function endOfString(raw: string, at: number): number {
  STRING.lastIndex = at
  if (!STRING.test(raw)) throw new Refusal('BAD_FRAME', 'not JSON')
  return STRING.lastIndex
}

function isKey(raw: string, end: number): boolean {
  let next = end
  while (
    next < raw.length &&
    (raw[next] === ' ' || raw[next] === '\n' || raw[next] === '\r' || raw[next] === '\t')
  )
    next++
  return raw[next] === ':'
}

function admit(literal: string, siblings: Set<string> | undefined): void {
  const key = decode(literal)
  if (FORBIDDEN_KEYS.has(key)) throw new Refusal('BAD_FRAME', 'a key that is not allowed')
  if (siblings?.has(key)) throw new Refusal('BAD_FRAME', 'a key twice')
  siblings?.add(key)
}

function decode(literal: string): string {
  try {
    return JSON.parse(literal) as string
  } catch {
    throw new Refusal('BAD_FRAME', 'not JSON')
  }
}
