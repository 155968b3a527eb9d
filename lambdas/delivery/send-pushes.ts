import { type Entry, isExpired, isMessage, type Socket, type UserId } from '@parley/domain'
import { logFault } from '../edge/log-fault.ts'
import type { PushWork, Speaker } from '../ports.ts'
import type { Pushing } from './delivery.ts'
import type { Parcel } from './parcel.ts'

type Listening = { readonly sockets: readonly Socket[]; readonly pushable: readonly Speaker[] }
type Person = PushWork['people'][number]

/**
 * Has those pushed to who got messages in these parcels: at once whoever listens on no device, and who listens
 * somewhere unless it says in time that it has received them. Nothing is sent while nobody can be pushed to. Never
 * fails: what is not pushed has been delivered all the same.
 */
export async function sendPushes(
  parcels: readonly Parcel[],
  { sockets, pushable }: Listening,
  { pushes, rules, now }: Pick<Pushing, 'pushes' | 'rules' | 'now'>,
): Promise<void> {
  if (!pushes || pushable.length === 0) return
  const devices = Map.groupBy(pushable, ({ user }) => user)
  const listening = new Set(sockets.map(({ user }) => user))
  const due = parcels.flatMap((parcel) => {
    const messages = devices.has(parcel.user) ? pushedOf(parcel, now()) : []
    return messages.length === 0 ? [] : [{ ...parcel, messages }]
  })
  const personOf = (user: UserId): Person => ({
    user,
    devices: devices.get(user)!.map(({ device }) => device),
  })
  const { later = [], atOnce = [] } = Object.groupBy(due, ({ user }) =>
    listening.has(user) ? 'later' : 'atOnce',
  )
  try {
    await Promise.all([
      atOnce.length > 0 && pushes.send(worksOf(atOnce, personOf), 0),
      later.length > 0 && pushes.send(worksOf(later, personOf), rules.pushAfter),
    ])
  } catch (error) {
    logFault(error)
  }
}

/** The messages of a parcel that somebody is to be told of: others wrote them, and they are still there. */
function pushedOf({ user, entries }: Parcel, now: number): Entry[] {
  return entries.filter((entry) => isMessage(entry.body) && entry.from !== user && !isExpired(entry, now))
}

/** One for each conversation. */
function worksOf(
  due: readonly (Parcel & { readonly messages: readonly Entry[] })[],
  personOf: (user: UserId) => Person,
): PushWork[] {
  return [...Map.groupBy(due, ({ conversation }) => conversation)].map(([conversation, its]) => {
    const positions = its.flatMap(({ messages }) => messages.map(({ seq }) => seq))
    return {
      conversation,
      first: Math.min(...positions),
      last: Math.max(...positions),
      people: its.map(({ user }) => personOf(user)),
    }
  })
}
