import type { Log } from './contracts.ts'

/**
 * A resource's properties, read one by one.
 * What nobody read is warned about, so that no property is dropped in silence.
 */
export class Properties {
  readonly type: string
  readonly logicalId: string
  readonly #values: Record<string, unknown>
  readonly #read = new Set<string>()

  constructor(type: string, logicalId: string, values: Record<string, unknown>) {
    this.type = type
    this.logicalId = logicalId
    this.#values = values
  }

  has(key: string): boolean {
    return this.#values[key] !== undefined
  }

  /** The raw value, for what has a shape of its own. */
  any(key: string): unknown {
    this.#read.add(key)
    return this.#values[key]
  }

  text(key: string): string {
    return this.optionalText(key) ?? this.#refuse(key, 'is missing')
  }

  optionalText(key: string): string | undefined {
    const value = this.any(key)
    if (value === undefined || typeof value === 'string') return value
    if (typeof value === 'number' || typeof value === 'boolean') return String(value)
    return this.#refuse(key, 'is not text')
  }

  /** CloudFormation accepts numbers written as text, so this does too. */
  optionalNumber(key: string): number | undefined {
    const value = this.any(key)
    if (value === undefined) return undefined
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
    return typeof number === 'number' && Number.isFinite(number)
      ? number
      : this.#refuse(key, 'is not a number')
  }

  flag(key: string): boolean {
    return String(this.any(key)) === 'true'
  }

  list<T = unknown>(key: string): T[] {
    const value = this.any(key)
    if (value === undefined) return []
    return Array.isArray(value) ? value : this.#refuse(key, 'is not a list')
  }

  optionalRecord(key: string): Record<string, unknown> | undefined {
    const value = this.any(key)
    if (value === undefined) return undefined
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
    return this.#refuse(key, 'is not an object')
  }

  all(): Record<string, unknown> {
    for (const key of Object.keys(this.#values)) this.#read.add(key)
    return this.#values
  }

  /** Properties that are known to change nothing on one machine. */
  ignore(...keys: string[]): this {
    for (const key of keys) this.#read.add(key)
    return this
  }

  /** The error to throw for a property that cannot be run. */
  refusal(key: string, why: string): Error {
    return new Error(`${this.logicalId} (${this.type}): ${key} ${why}`)
  }

  warnAboutUnread(log: Log): void {
    const unread = Object.keys(this.#values).filter((key) => !this.#read.has(key) && key !== 'Tags')
    if (unread.length > 0)
      log.warn(`${this.logicalId} (${this.type}): ${unread.join(', ')} has no effect locally`)
  }

  #refuse(key: string, why: string): never {
    throw this.refusal(key, why)
  }
}
