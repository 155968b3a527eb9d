import { describe, expect, it } from 'vitest'
import { arrivals, type Change, departure } from './change.ts'
import type { UserId } from './ids.ts'

const [ada, ben, eve] = ['ada', 'ben', 'eve'] as UserId[] as [UserId, UserId, UserId]
const SETTINGS: Change = { type: 'settings', settings: { title: 'Chess' } }

describe('arrivals', () => {
  it.each<[Change, UserId[]]>([
    [{ type: 'created', title: 'Chess', members: [ben, eve], history: 'all' }, [ada, ben, eve]],
    [{ type: 'added', users: [ben, eve] }, [ben, eve]],
    [{ type: 'joined' }, [ada]],
    [{ type: 'removed', user: ben }, []],
    [{ type: 'left' }, []],
    [{ type: 'role', user: ben, role: 'admin' }, []],
    [SETTINGS, []],
  ])('by %j of Ada', (change, users) => {
    expect(arrivals(change, ada)).toEqual(users)
  })
})

describe('departure', () => {
  it.each<[Change, UserId | undefined]>([
    [{ type: 'removed', user: ben }, ben],
    [{ type: 'left' }, ada],
    [{ type: 'left', owner: ben }, ada],
    [{ type: 'joined' }, undefined],
    [{ type: 'role', user: ben, role: 'owner' }, undefined],
    [SETTINGS, undefined],
  ])('by %j of Ada', (change, user) => {
    expect(departure(change, ada)).toBe(user)
  })
})
