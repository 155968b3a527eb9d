import { randomUUID } from 'node:crypto'
import { type Element, xmlElement } from './xml.ts'

const STATUS = {
  EndpointDisabled: 400,
  InvalidAction: 400,
  InvalidParameter: 400,
  NotFound: 404,
  Throttled: 429,
}

/** An error as SNS words it; `code` is what an SDK names its exception for. */
export class SnsFault extends Error {
  readonly code: keyof typeof STATUS

  constructor(code: keyof typeof STATUS, message: string) {
    super(message)
    this.code = code
  }

  get status(): number {
    return STATUS[this.code]
  }

  toXml(): string {
    const error = { Type: 'Sender', Code: this.code, Message: this.message }
    return envelope('ErrorResponse', xmlElement('Error', error) + xmlElement('RequestId', randomUUID()))
  }
}

/** The parameters of a request in AWS's Query protocol: a form. */
export type Query = URLSearchParams

/** Throws SNS's fault for one that is missing. */
export function required(query: Query, name: string): string {
  const value = query.get(name)
  if (value) return value
  throw new SnsFault('InvalidParameter', `Invalid parameter: ${name}`)
}

/** A map that is written as `<name>.entry.1.key`, `<name>.entry.1.value` … */
export const mapOf = (query: Query, name: string): Record<string, string> =>
  Object.fromEntries(
    entriesOf(query, name).map((entry) => [
      query.get(`${entry}.key`) ?? '',
      query.get(`${entry}.value`) ?? '',
    ]),
  )

/** The texts of message attributes by their names. */
export const messageAttributes = (query: Query): Record<string, string> =>
  Object.fromEntries(
    entriesOf(query, 'MessageAttributes').map((entry) => [
      query.get(`${entry}.Name`) ?? '',
      query.get(`${entry}.Value.StringValue`) ?? '',
    ]),
  )

function entriesOf(query: Query, name: string): string[] {
  const numbers = [...query.keys()].map((key) => new RegExp(`^${name}\\.entry\\.(\\d+)\\.`).exec(key)?.[1])
  const found = new Set(numbers.filter((number) => number !== undefined))
  return [...found].map((number) => `${name}.entry.${number}`)
}

/** A map as answers have it. */
export const entries = (map: Record<string, string>): Element => ({
  entry: Object.entries(map).map(([key, value]) => ({ key, value })),
})

export const answer = (action: string, result: Element): string =>
  envelope(
    `${action}Response`,
    xmlElement(`${action}Result`, result) + xmlElement('ResponseMetadata', { RequestId: randomUUID() }),
  )

const envelope = (name: string, inner: string) =>
  `<${name} xmlns="http://sns.amazonaws.com/doc/2010-03-31/">${inner}</${name}>`
