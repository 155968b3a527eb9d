import type { DeviceId } from '@parley/domain'
import { Refusal } from '@parley/protocol'
import { given } from '../given.ts'
import type { Operation } from './operation.ts'

export const putSettings: Operation<'putSettings'> = async ({ body }, { user, settings, now }) => {
  const { device, ...chosen } = body
  if (chosen.quietHours && !isZone(chosen.quietHours.zone)) throw new Refusal('BAD_REQUEST', 'zone')
  return settings.put({ user, device: device as DeviceId }, given(chosen), now())
}

/** Whether there is a time zone of this name. */
function isZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
    return true
  } catch {
    return false
  }
}
