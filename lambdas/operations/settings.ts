import type { DeviceId } from '@parley/domain'
import { given } from './given.ts'
import type { Operation } from './operation.ts'

export const putSettings: Operation<'putSettings'> = async ({ body }, { user, settings, now }) => {
  const { device, ...chosen } = body
  return settings.put({ user, device: device as DeviceId }, given(chosen), now())
}
