import { type ChatClient, createClient, indexedDbStorage, ParleyError } from '@parley/client'
import { endpoints } from './endpoints.ts'

/** `?as=alice` gives a tab an account of its own, beside that of the other tabs of this browser. */
export const AS = new URLSearchParams(location.search).get('as') ?? ''
/** What this browser's storage is called, and the tabs that share it. */
export const NAME = AS ? `parley-${AS}` : 'parley'

/** Opens the one client there is of this browser; undefined while another tab has it. */
export async function openClient(): Promise<ChatClient | undefined> {
  const { http, socket } = await endpoints()
  try {
    const storage = indexedDbStorage(NAME)
    return await createClient({ httpUrl: http, socketUrl: socket, storage, deviceName: deviceName() })
  } catch (error) {
    if (error instanceof ParleyError && error.code === 'STORAGE_BUSY') return undefined
    throw error
  }
}

function deviceName(): string {
  const agent = navigator.userAgent
  const browser = /Firefox|Edg|OPR|Chrome|Safari/.exec(agent)?.[0] ?? 'Browser'
  const system = /Android|iPhone|iPad|Windows|Mac OS|Linux/.exec(agent)?.[0]
  return `${browser.replace('Edg', 'Edge').replace('OPR', 'Opera')}${system ? ` on ${system.replace('Mac OS', 'macOS')}` : ''}`
}
