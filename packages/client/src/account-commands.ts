import type { DeviceId } from '@parley/domain'
import type { ChatEvents } from './chat-events.ts'
import type {
  AccountSettings,
  ChatClient,
  Device,
  OwnProfile,
  ProfileChange,
  PushToken,
} from './client-api.ts'
import type { Core } from './core.ts'
import { asParleyError, ParleyError } from './error.ts'
import { persistently } from './persistently.ts'
import type { Person } from './person.ts'

/** What the app does with the account, this device and its connection. */
export class AccountCommands {
  protected readonly core: Core

  constructor(core: Core) {
    this.core = core
  }

  get device(): DeviceId {
    return this.core.device
  }
  get me(): Person | undefined {
    return this.core.account.me
  }
  get connection() {
    return this.core.connection.state
  }
  get settings(): AccountSettings {
    return this.core.settings
  }

  signUp(account: { handle: string; name: string; password: string }): Promise<Person> {
    this.core.leave('offline')
    return this.core.account.signUp(account)
  }

  signIn(credentials: { handle: string; password: string }): Promise<Person> {
    this.core.leave('offline')
    return this.core.account.signIn(credentials)
  }

  createProfile(profile: { handle: string; name: string }): Promise<Person> {
    return this.core.account.createProfile(profile)
  }

  signOut(): Promise<void> {
    return this.core.signOut()
  }

  async signOutOthers(): Promise<void> {
    await this.core.call('signOutEverywhere', { body: { keep: this.device } })
  }

  /** Once the password is another, an error must not look as if it were not. */
  async changePassword(passwords: { password: string; newPassword: string }): Promise<void> {
    await this.core.account.changePassword(passwords)
    await persistently(this.core, () => this.signOutOthers()).catch((cause) => {
      const { code } = asParleyError(cause, 'INTERNAL')
      throw new ParleyError(code, { detail: 'the password is changed; others are still signed in', cause })
    })
  }

  updateProfile(profile: ProfileChange): Promise<Person> {
    return this.core.account.updateProfile(profile)
  }

  profile(): Promise<OwnProfile> {
    return this.core.account.profile()
  }

  async deleteAccount(handle: string): Promise<void> {
    await this.core.account.delete(handle)
    await this.core.signOut()
  }

  connect(): Promise<void> {
    if (this.core.isClosed) return Promise.reject(new ParleyError('CLOSED'))
    return this.core.connection.connect()
  }

  disconnect(): void {
    this.core.connection.disconnect('offline', new ParleyError('UNREACHABLE', { detail: 'disconnected' }))
  }

  close(): Promise<void> {
    return this.core.close()
  }

  setActive(isActive: boolean): void {
    this.core.setActive(isActive)
  }

  setPushToken(token: PushToken): Promise<boolean> {
    return this.core.push.set(token)
  }

  async removePushToken(): Promise<void> {
    await this.core.push.set(null)
  }

  async updateSettings(settings: Parameters<ChatClient['updateSettings']>[0]): Promise<void> {
    const body = { device: this.device, ...settings }
    await this.core.onSettings(await this.core.call('putSettings', { body }))
  }

  async devices(): Promise<Device[]> {
    const { devices } = await this.core.call('listDevices', {})
    return devices.map(({ device, name, since, online }) => ({
      device: device as DeviceId,
      ...(name !== undefined && { name }),
      since,
      online,
      own: device === this.device,
    }))
  }

  async signOutDevice(device: string): Promise<void> {
    await this.core.call('removeDevice', { path: { device } })
  }

  on<Name extends keyof ChatEvents>(name: Name, listener: (event: ChatEvents[Name]) => void): () => void {
    return this.core.events.on(name, listener)
  }
}
