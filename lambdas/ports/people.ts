import type { ConversationId, DeviceId, UserId } from '@parley/domain'
import type { WireAccountSettings, WireContact, WireOwnProfile } from '@parley/protocol'
import type { Speaker } from './sockets.ts'

/**
 * People and their devices. Whole profiles: what of one others may see is judged above (`lambdas/conversation` knows
 * nothing of it). One that was deleted has an empty handle and name, and says so.
 */
export type Profiles = {
  /**
   * Claims the handle for the person and writes the profile, both or neither; idempotent for its owner. What is
   * absent of the rest stays, null goes. A handle that was held before stays claimed for the same person, and is no
   * longer found. `gone` for a deleted account.
   */
  claim(profile: ProfileClaim): Promise<{ profile: WireOwnProfile } | 'taken' | 'gone'>
  /** Strongly consistent unless said otherwise, which is half the price. */
  of(users: readonly UserId[], isConsistent?: boolean): Promise<WireOwnProfile[]>
  byHandle(handle: string): Promise<WireOwnProfile | undefined>
  /** Under which name the owner of a handle, past or present, signs in: the handle it signed up with. */
  loginOf(handle: string): Promise<string>
  /** Leaves of the profile that the account was deleted. Twice is once. */
  bury(user: UserId): Promise<void>
  /** Makes the device known. False if the person already has as many as it may. */
  admitDevice(device: Speaker, name: string | undefined, now: number): Promise<boolean>
  devices(user: UserId): Promise<Device[]>
  /** Whether there was one. */
  removeDevice(device: Speaker): Promise<boolean>
}

export type Device = { readonly device: DeviceId; readonly name?: string; readonly since: number }

export type ProfileClaim = {
  readonly user: UserId
  readonly handle: string
  readonly name: string
  readonly about?: string | null | undefined
  readonly picture?: string | null | undefined
  readonly email?: string | null | undefined
  readonly phone?: string | null | undefined
}

/** Whom people know. */
export type Contacts = {
  /** False if there are as many as there may be. */
  put(user: UserId, contact: WireContact): Promise<boolean>
  remove(user: UserId, contact: UserId): Promise<void>
  /** Behind a user id, in order. */
  list(user: UserId, after: UserId | undefined, limit: number): Promise<WireContact[]>
  /** Which of these people a person has among its contacts. Perhaps not the latest. */
  among(user: UserId, others: readonly UserId[]): Promise<Set<UserId>>
  /** Which of these people have a person among their contacts. Perhaps not the latest. */
  having(others: readonly UserId[], user: UserId): Promise<Set<UserId>>
}

/** Everything that one person has in the Chat table, for the end of an account. */
export type Belongings = {
  /** The conversations of which there is an inbox row, by pages. */
  conversations(user: UserId, after: ConversationId | undefined, limit: number): Promise<ConversationId[]>
  /**
   * Removes up to `limit` items of a person, but neither its profile nor what says that its sign-ins are void; false
   * when there is nothing left.
   */
  remove(user: UserId, limit: number): Promise<boolean>
}

/** Accounts whose end has been asked for; done by a function of its own, as often as it takes. */
export type Endings = {
  /** After `delayMs`, at most 15 minutes; at once without. */
  send(ending: AccountEnding, delayMs?: number): Promise<void>
}

/** `isSecond`: it was done before, and only what has come back since is left to do. */
export type AccountEnding = { readonly user: UserId; readonly isSecond?: boolean }

/** What people have chosen for their accounts; the defaults for who has chosen nothing. */
export type AccountSettings = {
  /** Perhaps not the latest. */
  of(users: readonly UserId[]): Promise<Map<UserId, WireAccountSettings>>
  put(speaker: Speaker, settings: ChosenSettings, now: number): Promise<WireAccountSettings>
}

/** What is absent stays, null takes away. */
export type ChosenSettings = {
  readonly [Name in keyof WireAccountSettings]?: WireAccountSettings[Name] | null
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
  /**
   * Replaces the password of an account whose old one is right, and ends every session there was. Also of one that has
   * the new password already: whoever repeats this after a crash finds it changed.
   */
  changePassword(
    handle: string,
    password: string,
    newPassword: string,
  ): Promise<'changed' | 'wrong' | 'weak' | 'throttled'>
  /** The account is no more. Twice is once. */
  remove(handle: string): Promise<void>
}

export type Tokens = {
  readonly subject: string
  readonly accessToken: string
  readonly refreshToken: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}
