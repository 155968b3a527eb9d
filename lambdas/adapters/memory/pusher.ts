import { setImmediate as turn } from 'node:timers/promises'
import type { Pusher, PushPayload, PushService } from '../../ports.ts'

export type MemoryPusher = Pusher & {
  /** What a device was shown, by its token, in order. */
  shownTo(token: string): PushPayload[]
  /** As when the app is gone from the device. */
  disable(token: string): void
  /** What the next publishes to an address are answered instead; a fault throws. */
  answer(...outcomes: ('throttled' | 'fault')[]): void
  /** Whether the service still knows an address. */
  knows(address: string): boolean
}

/** What is in a token that no service takes for one. */
const BAD_TOKEN = 'not-a-token'

type Endpoint = { readonly token: string; isEnabled: boolean }

/** Push services in memory. */
export function memoryPusher(services: readonly PushService[] = ['apns', 'fcm']): MemoryPusher {
  const endpoints = new Map<string, Endpoint>()
  const shown = new Map<string, PushPayload[]>()
  const answers: ('throttled' | 'fault')[] = []
  let made = 0

  return {
    async register(service, token) {
      await turn()
      if (!services.includes(service)) return 'off'
      if (token.includes(BAD_TOKEN)) return 'bad-token'
      const found = [...endpoints].find(
        ([address, each]) => each.token === token && address.startsWith(`${service}/`),
      )
      const address = found?.[0] ?? `${service}/${++made}`
      endpoints.set(address, { token, isEnabled: true })
      return { address }
    },
    async unregister(address) {
      await turn()
      endpoints.delete(address)
    },
    async publish({ address }, payload) {
      await turn()
      const answer = answers.shift()
      if (answer === 'fault') throw new Error('The service is not well.')
      if (answer) return answer
      const endpoint = endpoints.get(address)
      if (!endpoint?.isEnabled) return 'dead'
      shown.set(endpoint.token, [...(shown.get(endpoint.token) ?? []), payload])
      return 'sent'
    },
    async isOn(address) {
      await turn()
      return endpoints.get(address)?.isEnabled === true
    },
    shownTo: (token) => shown.get(token) ?? [],
    disable(token) {
      for (const endpoint of endpoints.values()) if (endpoint.token === token) endpoint.isEnabled = false
    },
    answer(...outcomes) {
      answers.push(...outcomes)
    },
    knows: (address) => endpoints.has(address),
  }
}
