import { setImmediate as turn } from 'node:timers/promises'
import type { PushEndpoint, PushEndpoints, Speaker } from '../../ports.ts'
import type { MemorySockets } from './sockets.ts'

/** Push endpoints in memory; the sockets are told which devices can be pushed to. */
export function memoryPushEndpoints(sockets: Pick<MemorySockets, 'setPushable'>): PushEndpoints {
  const held = new Map<string, PushEndpoint & { readonly token: string }>()
  const takes = new Map<string, { seq: number; until?: number }>()
  const nameOf = ({ user, device }: Speaker) => `${user} ${device}`

  function forget(device: Speaker): PushEndpoint | undefined {
    const own = held.get(nameOf(device))
    if (!own) return undefined
    held.delete(nameOf(device))
    sockets.setPushable(device, false)
    return withoutToken(own)
  }

  return {
    async put(endpoint, token) {
      await turn()
      if (!sockets.setPushable(endpoint, true)) return 'unknown'
      const before = held.get(nameOf(endpoint))
      for (const other of [...held.values()]) {
        const competes = other.token === token || other.address === endpoint.address
        if (competes && nameOf(other) !== nameOf(endpoint)) forget(other)
      }
      held.set(nameOf(endpoint), { ...endpoint, token })
      return before && before.address !== endpoint.address ? { before: withoutToken(before) } : {}
    },
    async remove(device) {
      await turn()
      return forget(device)
    },
    async removeByAddress(address) {
      await turn()
      for (const each of [...held.values()]) if (each.address === address) forget(each)
    },
    async of(user) {
      await turn()
      return [...held.values()].filter((each) => each.user === user).map(withoutToken)
    },
    async take(device, conversation, seq, now, leaseMs) {
      await turn()
      const name = `${nameOf(device)} ${conversation}`
      const last = takes.get(name)
      if (last && last.seq > seq) return 'done'
      if (last?.seq === seq && last.until === undefined) return 'done'
      if (last?.seq === seq && last.until! > now) return 'busy'
      takes.set(name, { seq, until: now + leaseMs })
      return 'taken'
    },
    async done(device, conversation, seq) {
      await turn()
      const name = `${nameOf(device)} ${conversation}`
      if (takes.get(name)?.seq === seq) takes.set(name, { seq })
    },
  }
}

function withoutToken({ token: _, ...endpoint }: PushEndpoint & { token: string }): PushEndpoint {
  return endpoint
}
