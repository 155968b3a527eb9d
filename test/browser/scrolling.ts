import type { Page } from 'playwright-core'

export type Walk = {
  /** Positions that have been in the page. */
  readonly seen: number
  /** Whether what was in the page never had a gap. */
  readonly isWhole: boolean
  readonly mostElements: number
  readonly frames: number
  /** Share of frames that took longer than 50 ms, in per cent, and the longest. */
  readonly slow: number
  readonly longest: number
  readonly seconds: number
}

/**
 * Scrolls, every frame by so many pixels, until a message is in the page; what was seen on the way and how smoothly.
 * `pixels` may be more than is loaded: it is then the edge that is pushed against, as by who drags the bar to the end.
 */
export function walkTo(page: Page, seq: number, pixels: number): Promise<Walk> {
  return page.evaluate(walk, { seq, pixels })
}

/** Bytes of JavaScript objects that are in use, after everything else has been cleared away. */
export async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  await session.detach()
  return usedSize
}

async function walk({ seq, pixels }: { seq: number; pixels: number }): Promise<Walk> {
  const box = document.querySelector('.history')!
  const seen = new Set<number>()
  const frames: number[] = []
  let [isWhole, mostElements] = [true, 0]
  const look = () => {
    const seqs = [...box.querySelectorAll<HTMLElement>('[data-seq]')].map(({ dataset }) =>
      Number(dataset.seq),
    )
    isWhole &&= seqs.every((each, index) => index === 0 || each === seqs[index - 1]! + 1)
    for (const each of seqs) seen.add(each)
    mostElements = Math.max(mostElements, document.getElementsByTagName('*').length)
  }
  const began = performance.now()
  for (let last = began; !seen.has(seq); ) {
    box.scrollTop += pixels
    const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve))
    frames.push(now - last)
    last = now
    look()
    if (now - began > 500_000)
      throw new Error(`It came no further than ${Math.min(...seen)} to ${Math.max(...seen)}.`)
  }
  const slow = (100 * frames.filter((ms) => ms > 50).length) / frames.length
  const seconds = (performance.now() - began) / 1_000
  return {
    seen: seen.size,
    isWhole,
    mostElements,
    frames: frames.length,
    slow,
    longest: Math.max(...frames),
    seconds,
  }
}
