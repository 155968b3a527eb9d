import { createHash } from 'node:crypto'

/** How long an address is good. */
const LIFE_MS = 15 * 60_000

type Place = { media: string; part: number; type: string; bytes: number; sum: string }
type Grant = Place & { expiresAt: number }

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64')
}

/** Object storage as it meets a device: signed addresses that are exact in place, length and checksum, and end. */
export class FakeStorage {
  /** What lies there, by file and part. */
  readonly objects = new Map<string, Uint8Array>()
  /** Every request that came with an address, in order. */
  readonly requests: { media: string; part: number; status: number }[] = []
  /** The status of a request instead of what would have become of it; `lost`: it is done, and nobody hears of it. */
  fault: (request: { media: string; part: number }) => number | 'lost' | undefined = () => undefined
  /** Answers that are held back until something resolves. */
  delays: (request: { media: string; part: number }) => Promise<void> | undefined = () => undefined
  readonly #grants = new Map<string, Grant>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  get(media: string, part: number): Uint8Array | undefined {
    return this.objects.get(`${media}/${part}`)
  }

  remove(media: string): void {
    for (const key of this.objects.keys()) if (key.startsWith(`${media}/`)) this.objects.delete(key)
  }

  form(place: Place) {
    const { url, expiresAt } = this.#grant(place)
    const fields = { 'Content-Type': place.type, 'x-amz-checksum-sha256': place.sum }
    return { form: { url, fields }, expiresAt }
  }

  part(place: Place) {
    const { url, expiresAt } = this.#grant(place)
    return { part: { number: place.part, url, headers: { 'x-amz-checksum-sha256': place.sum } }, expiresAt }
  }

  /** A request to an address: the answer, or a connection that breaks. */
  async handle(url: string, init: RequestInit): Promise<Response> {
    const grant = this.#grants.get(url)
    if (!grant) return new Response(null, { status: 403 })
    const fault = this.fault(grant)
    const status = typeof fault === 'number' ? fault : await this.#take(grant, init)
    this.requests.push({ media: grant.media, part: grant.part, status })
    await this.delays(grant)
    if (fault === 'lost') throw new TypeError('fetch failed')
    return new Response(null, { status })
  }

  async #take(grant: Grant, { method, headers, body = null }: RequestInit): Promise<number> {
    if (grant.expiresAt < this.#now()) return 403
    const form =
      method === 'POST' ? await new Response(body, { headers: headers ?? {} }).formData() : undefined
    if (!form && method !== 'PUT') return 405
    const said = (form ? Object.fromEntries(form) : headers) as Record<string, unknown>
    if (said['x-amz-checksum-sha256'] !== grant.sum) return 403
    if (form && (said['Content-Type'] !== grant.type || [...form.keys()].at(-1) !== 'file')) return 403
    const bytes = form ? new Uint8Array(await (said.file as Blob).arrayBuffer()) : (body as Uint8Array)
    if (bytes.length !== grant.bytes || sha256(bytes) !== grant.sum) return 400
    this.objects.set(`${grant.media}/${grant.part}`, bytes.slice())
    return form ? 204 : 200
  }

  #grant(place: Place) {
    const expiresAt = this.#now() + LIFE_MS
    const url = `http://storage/${place.media}/${place.part}?signed=${this.#grants.size}`
    this.#grants.set(url, { ...place, expiresAt })
    return { url, expiresAt }
  }
}
