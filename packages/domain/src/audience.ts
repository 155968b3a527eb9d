import type { UserId } from './ids.ts'

/** Who may see something of a person. */
export type Audience = 'everyone' | 'contacts' | 'nobody'

/** Whether a viewer is among an audience; one is always among one's own. */
export function isAmong(audience: Audience, owner: UserId, viewer: UserId, isContact: boolean): boolean {
  return owner === viewer || audience === 'everyone' || (audience === 'contacts' && isContact)
}
