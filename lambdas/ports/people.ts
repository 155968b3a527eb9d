import type { DeviceId, UserId } from '@parley/domain'
import type { WireAccountSettings, WireProfile } from '@parley/protocol'
import type { Speaker } from './sockets.ts'

/** People and their devices. */
export type Profiles = {
  /** Claims the handle for the person and writes the profile, both or neither; idempotent for its owner. */
  claim(profile: WireProfile): Promise<'claimed' | 'taken'>
  of(users: readonly UserId[]): Promise<WireProfile[]>
  byHandle(handle: string): Promise<WireProfile | undefined>
  /** Makes the device known. False if the person already has as many as it may. */
  admitDevice(device: Speaker, name: string | undefined, now: number): Promise<boolean>
  devices(user: UserId): Promise<Device[]>
  /** Whether there was one. */
  removeDevice(device: Speaker): Promise<boolean>
}

export type Device = { readonly device: DeviceId; readonly name?: string; readonly since: number }

/** What people have chosen for their accounts; the defaults for who has chosen nothing. */
export type AccountSettings = {
  /** Perhaps not the latest. */
  of(users: readonly UserId[]): Promise<Map<UserId, WireAccountSettings>>
  put(speaker: Speaker, settings: Partial<WireAccountSettings>, now: number): Promise<WireAccountSettings>
}

/** The identity provider, where passwords live. */
export type Identities = {
  /**
   * Makes the account known under its password; it cannot sign in yet. The same handle and password again
   * find the same account, so a sign-up can be repeated by whoever began it; any other password finds it taken.
   */
  create(handle: string, password: string): Promise<{ subject: string } | 'taken' | 'weak'>
  /** Lets the account sign in with the password that it was created under. Doing it twice changes nothing. */
  complete(handle: string, password: string): Promise<void>
  signIn(handle: string, password: string): Promise<Tokens | 'wrong' | 'throttled'>
  refresh(refreshToken: string): Promise<Tokens | 'wrong' | 'throttled'>
}

export type Tokens = {
  readonly subject: string
  readonly accessToken: string
  readonly refreshToken: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}
