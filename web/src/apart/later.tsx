import { type ComponentType, lazy, Suspense, useState } from 'react'

type Parts = typeof import('./parts.ts')
let here: Parts | undefined

async function fetchParts(): Promise<Parts> {
  here ??= await import('./parts.ts')
  return here
}

/** Fetches what is not here yet, as soon as there is nothing more urgent to do: it is to be had without a network too. */
export function fetchWhenIdle(): void {
  const fetch = () => void fetchParts().catch(() => {})
  if ('requestIdleCallback' in window) requestIdleCallback(fetch, { timeout: 5_000 })
  else setTimeout(fetch, 1_000)
}

/** A component among the parts that are fetched later. One that cannot be fetched says so, and the page stays. */
export function later<Props extends object>(
  pick: (parts: Parts) => ComponentType<Props>,
): ComponentType<Props> {
  const Awaited = lazy(async () => ({ default: await fetchParts().then(pick, () => Missing) }))
  return function Later(props: Props) {
    // For as long as it is shown it is one and the same.
    const [Part] = useState<ComponentType<Props>>(() =>
      here ? pick(here) : (Awaited as ComponentType<Props>),
    )
    return (
      <Suspense>
        <Part {...props} />
      </Suspense>
    )
  }
}

function Missing() {
  return (
    <div className="newer-page" role="alert">
      <p>
        This part of Parley could not be fetched.{' '}
        <button type="button" className="link" onClick={() => location.reload()}>
          Reload
        </button>
      </p>
    </div>
  )
}
