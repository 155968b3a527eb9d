import { type ChatClient, createClient, indexedDbStorage, ParleyError } from '@parley/client'

/** `?as=alice` gives a tab an account of its own, beside that of the other tabs of this browser. */
export const AS = new URLSearchParams(location.search).get('as') ?? ''
const NAME = AS ? `parley-${AS}` : 'parley'

/** A tab that is being reloaded gives its storage back within this time: nobody needs to be asked. */
const TRIES = 6
const TRY_AGAIN_MS = 250

type Endpoints = { readonly http: string; readonly socket: string }

/** Opens the one client there is of this browser; undefined while another tab has it. */
export async function openClient(): Promise<ChatClient | undefined> {
  const { http, socket } = await endpoints()
  for (let left = TRIES; left > 0; left--) {
    try {
      const storage = indexedDbStorage(NAME)
      return await createClient({ httpUrl: http, socketUrl: socket, storage, deviceName: deviceName() })
    } catch (error) {
      if (!(error instanceof ParleyError) || error.code !== 'STORAGE_BUSY') throw error
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS))
    }
  }
  return undefined
}

/** Asks the tab that has the storage to let go; the returned function stops hearing such wishes. */
export const otherTabs = {
  ask(): void {
    new BroadcastChannel(NAME).postMessage('use here')
  },
  hear(letGo: () => void): () => void {
    const channel = new BroadcastChannel(NAME)
    channel.onmessage = letGo
    return () => channel.close()
  },
}

/** Where the backend is; what was last heard stands in while the page's own server cannot be reached. */
async function endpoints(): Promise<Endpoints> {
  try {
    const found = (await (await fetch('endpoints.json')).json()) as Endpoints
    localStorage.setItem('parley-endpoints', JSON.stringify(found))
    return found
  } catch (error) {
    const kept = localStorage.getItem('parley-endpoints')
    if (!kept) throw error
    return JSON.parse(kept) as Endpoints
  }
}

function deviceName(): string {
  const agent = navigator.userAgent
  const browser = /Firefox|Edg|OPR|Chrome|Safari/.exec(agent)?.[0] ?? 'Browser'
  const system = /Android|iPhone|iPad|Windows|Mac OS|Linux/.exec(agent)?.[0]
  return `${browser.replace('Edg', 'Edge').replace('OPR', 'Opera')}${system ? ` on ${system.replace('Mac OS', 'macOS')}` : ''}`
}
