import { keptPage } from './kept-page.ts'
import { saved } from './saved.ts'

export type Endpoints = { readonly http: string; readonly socket: string }

const KEY = 'parley-endpoints'

/**
 * Where the backend is: `endpoints.json` beside the page says it. Once it has been heard the page does not wait for
 * it again; should the backend have moved, the page is opened anew, for its headers name the backend as well.
 */
export async function endpoints(): Promise<Endpoints> {
  const kept = saved.get(KEY)
  if (kept === undefined) return fetched()
  const known = JSON.parse(kept) as Endpoints
  void fetched().then(
    ({ http, socket }) => {
      const isSame = http === known.http && socket === known.socket
      if (!isSame && saved.get(KEY) !== kept) void keptPage.begin()
    },
    () => {}, // the page's own server cannot be reached: what is known holds
  )
  return known
}

async function fetched(): Promise<Endpoints> {
  const { http, socket } = (await (await fetch('endpoints.json')).json()) as Endpoints
  if (typeof http !== 'string' || typeof socket !== 'string')
    throw new Error('endpoints.json names no backend')
  const found = { http, socket }
  saved.set(KEY, JSON.stringify(found))
  return found
}
