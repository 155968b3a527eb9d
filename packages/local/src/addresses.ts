/**
 * The AWS addresses that resources of the template have (an API's endpoint, a user pool's issuer)
 * and the local ones that stand for them, wherever the template writes them.
 */
export class Addresses {
  readonly #local = new Map<string, string>()

  set(aws: string, local: string): void {
    this.#local.set(aws, local)
  }

  /** The value with every known AWS address in its texts replaced by the local one. */
  localize<T>(value: T): T {
    return this.#replace(value) as T
  }

  #replace(value: unknown): unknown {
    if (typeof value === 'string') return this.#replaceText(value)
    if (Array.isArray(value)) return value.map((each) => this.#replace(each))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.#replace(each)]))
  }

  #replaceText(text: string): string {
    const longestFirst = [...this.#local].sort(([a], [b]) => b.length - a.length)
    return longestFirst.reduce((changed, [aws, local]) => changed.replaceAll(aws, local), text)
  }
}
