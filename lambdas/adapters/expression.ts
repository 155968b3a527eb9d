import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { type Item, toItem } from './dynamo.ts'

/** What an update does to attributes. */
export type AttributeUpdate = {
  /** Undefined removes the attribute. */
  readonly set?: Readonly<Record<string, unknown>>
  /** Elements for sets of numbers; empty changes nothing. */
  readonly add?: Readonly<Record<string, readonly number[]>>
  readonly drop?: Readonly<Record<string, readonly number[]>>
}

/** The names and values that the expressions of one request speak of: no name is ever taken for a reserved word. */
export class Terms {
  readonly #names: Record<string, string> = {}
  readonly #values: Record<string, AttributeValue> = {}

  name(attribute: string): string {
    // A term has letters and digits only; an attribute with others (`o:<device>`) is numbered.
    const term = /^\w+$/.test(attribute) ? `#${attribute}` : this.#numbered(attribute)
    this.#names[term] = attribute
    return term
  }

  #numbered(attribute: string): string {
    const held = Object.entries(this.#names)
    return held.find(([, name]) => name === attribute)?.[0] ?? `#_${held.length}`
  }

  value(value: unknown): string {
    const term = `:v${Object.keys(this.#values).length}`
    Object.assign(this.#values, toItem({ [term]: value }))
    return term
  }

  /** `attribute = value`, or that there is none. */
  is(attribute: string, value: unknown): string {
    return value === undefined
      ? `attribute_not_exists(${this.name(attribute)})`
      : `${this.name(attribute)} = ${this.value(value)}`
  }

  /** Whether an attribute is less than a value, or absent. */
  isBelow(attribute: string, value: number): string {
    return `(attribute_not_exists(${this.name(attribute)}) OR ${this.name(attribute)} < ${this.value(value)})`
  }

  update({ set = {}, add = {}, drop = {} }: AttributeUpdate): string {
    const attributes = Object.entries(set)
    const isGone = ([, value]: [string, unknown]) => value === undefined
    const elements = (sets: Readonly<Record<string, readonly number[]>>) =>
      Object.entries(sets)
        .filter(([, numbers]) => numbers.length > 0)
        .map(([name, numbers]) => `${this.name(name)} ${this.value(new Set(numbers))}`)
    const clauses = {
      SET: attributes
        .filter((each) => !isGone(each))
        .map(([name, value]) => `${this.name(name)} = ${this.value(value)}`),
      REMOVE: attributes.filter(isGone).map(([name]) => this.name(name)),
      ADD: elements(add),
      DELETE: elements(drop),
    }
    return Object.entries(clauses)
      .filter(([, parts]) => parts.length > 0)
      .map(([verb, parts]) => `${verb} ${parts.join(', ')}`)
      .join(' ')
  }

  /** What the request needs beside its expressions: read when all of these have been made. */
  parameters(): { ExpressionAttributeNames: Record<string, string>; ExpressionAttributeValues?: Item } {
    return {
      ExpressionAttributeNames: this.#names,
      ...(Object.keys(this.#values).length > 0 && { ExpressionAttributeValues: this.#values }),
    }
  }
}
