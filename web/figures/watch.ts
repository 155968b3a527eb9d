import type { CDPSession, Page } from 'playwright-core'

/** What a browser has to say of one opening of the page: milliseconds since it was asked for, and bytes over the wire. */
export type Figures = {
  /** The first text or picture was painted. */
  readonly firstPaint: number
  /** The largest part so far was painted. */
  readonly largestPaint: number
  /** What was waited for was there. */
  readonly usable: number
  /** How long, beyond 50 ms each, tasks stood in the way until then. */
  readonly blocked: number
  /** How much of what was seen has moved; 0 is nothing. */
  readonly shift: number
  /** By what they are: how many requests went over the wire, and their bytes as they were sent. */
  readonly wire: ReadonlyMap<string, { readonly requests: number; readonly bytes: number }>
}

/** Has the page note from its first moment what is asked for at its end. Once for a page. */
export async function watchPaints(page: Page, wanted: string): Promise<void> {
  await page.addInitScript((selector) => {
    const noted = { largest: 0, shift: 0, usable: 0, tasks: [] as [number, number][] }
    Object.assign(window, { noted })
    const observe = (type: string, each: (entry: PerformanceEntry) => void) =>
      new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({ type, buffered: true })
    observe('largest-contentful-paint', ({ startTime }) => {
      noted.largest = startTime
    })
    observe('longtask', ({ startTime, duration }) => noted.tasks.push([startTime, duration]))
    observe('layout-shift', (entry) => {
      const { value, hadRecentInput } = entry as PerformanceEntry & { value: number; hadRecentInput: boolean }
      if (!hadRecentInput) noted.shift += value
    })
    new MutationObserver(() => {
      if (!noted.usable && document.querySelector(selector)) noted.usable = performance.now()
    }).observe(document, { childList: true, subtree: true })
  }, wanted)
}

/** Counts what goes over the wire for a page from now on; what a worker of its own has kept does not. */
export async function watchWire(session: CDPSession): Promise<() => Figures['wire']> {
  const types = new Map<string, string>()
  const wire = new Map<string, { requests: number; bytes: number }>()
  await session.send('Network.enable')
  session.on('Network.responseReceived', ({ requestId, type, response }) => {
    if (!response.fromServiceWorker && !response.fromDiskCache) types.set(requestId, type)
  })
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const type = types.get(requestId)
    if (type === undefined || encodedDataLength === 0) return
    const { requests, bytes } = wire.get(type) ?? { requests: 0, bytes: 0 }
    wire.set(type, { requests: requests + 1, bytes: bytes + encodedDataLength })
  })
  return () => new Map(wire)
}

/** What the page has noted, once what was waited for is there and nothing more is under way. */
export async function readPaints(page: Page): Promise<Omit<Figures, 'wire'>> {
  await page.waitForFunction(() => (window as unknown as Noting).noted.usable > 0)
  await page.waitForLoadState('networkidle')
  return page.evaluate(() => {
    const { largest, shift, usable, tasks } = (window as unknown as Noting).noted
    const [first] = performance.getEntriesByName('first-contentful-paint')
    const blocked = tasks
      .filter(([from]) => from < usable)
      .reduce((sum, [, lasted]) => sum + Math.max(0, lasted - 50), 0)
    return { firstPaint: first?.startTime ?? 0, largestPaint: largest, usable, blocked, shift }
  })
}

type Noting = { noted: { largest: number; shift: number; usable: number; tasks: [number, number][] } }
