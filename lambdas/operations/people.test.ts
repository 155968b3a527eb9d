import type { MediaId } from '@parley/domain'
import { describe, expect, it } from 'vitest'
import { ask, asking } from '../../test/fixtures/asking.ts'
import { newDevice, newHandle, newUser } from '../../test/fixtures/people.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import { deleteMe, getMe, getProfiles, putMe } from './people.ts'

async function scene() {
  const world = newWorld()
  const ada = { user: newUser(), handle: newHandle(), name: 'Ada' }
  const ben = { user: newUser(), handle: newHandle(), name: 'Ben' }
  for (const person of [ada, ben]) await world.profiles.claim(person)
  const as = (user = ada.user) => asking(world, { user })
  const profilesOf = async (users: string[], viewer = ada.user) =>
    (await getProfiles(ask({ users }), as(viewer))).profiles
  return { world, ada, ben, as, profilesOf }
}

describe('one’s own profile', () => {
  it('is whole for oneself, or there is none', async () => {
    const { world, ada, as } = await scene()
    expect(await getMe(ask({}), as())).toEqual(ada)
    await expect(getMe(ask({}), as(newUser()))).rejects.toMatchObject({ code: 'NO_PROFILE' })
    await world.profiles.bury(ada.user)
    await expect(getMe(ask({}), as())).rejects.toMatchObject({ code: 'NO_PROFILE' })
    await expect(putMe(ask({ handle: ada.handle, name: 'X' }), as())).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    })
  })

  it('has the handle that one chooses, as often as one likes, and that is nobody else’s', async () => {
    const { ada, as } = await scene()
    const newcomer = as(newUser())
    await expect(putMe(ask({ handle: ada.handle, name: 'X' }), newcomer)).rejects.toMatchObject({
      code: 'HANDLE_TAKEN',
    })
    await expect(getMe(ask({}), newcomer)).rejects.toMatchObject({ code: 'NO_PROFILE' })
    for (const handle of [newHandle(), newHandle()]) {
      const profile = { user: newcomer.user, handle, name: 'X' }
      expect(await putMe(ask({ handle, name: 'X' }), newcomer)).toEqual(profile)
      expect(await getMe(ask({}), newcomer)).toEqual(profile)
    }
    const handle = newHandle()
    await putMe(ask({ handle, name: 'Ada' }), as())
    await expect(putMe(ask({ handle: ada.handle, name: 'X' }), newcomer)).rejects.toMatchObject({
      code: 'HANDLE_TAKEN',
    })
  })

  it('holds what one says of oneself, of which others see what is theirs to see', async () => {
    const { ada, ben, as, profilesOf } = await scene()
    const { handle, name } = ada
    const said = { about: 'At sea', email: 'ada@example.com', phone: '+4930123456' }
    const me = { user: ada.user, handle, name, ...said }
    expect(await putMe(ask({ handle, name, ...said }), as())).toEqual(me)
    expect(await getMe(ask({}), as())).toEqual(me)
    expect(await profilesOf([ada.user], ben.user)).toEqual([
      { user: ada.user, handle, name, about: 'At sea' },
    ])
    expect(await putMe(ask({ handle, name, about: null, email: null }), as())).toEqual({
      user: ada.user,
      handle,
      name,
      phone: said.phone,
    })
  })
})

describe('a picture', () => {
  const picturing = async () => {
    const base = await scene()
    const { world, ada, as } = base
    const upload = async (owner = ada.user, state: 'waiting' | 'ready' | 'refused' = 'ready') => {
      const media = newUser() as string as MediaId
      const device = newDevice()
      const announced = {
        kind: 'image',
        type: 'image/png',
        bytes: 5,
        checksums: [],
        compressed: true,
      } as const
      await world.media.begin({ media, owner, device, ...announced, state: 'waiting', expires: 1 })
      if (state === 'ready') await world.media.settle(media, { found: 'image/png' })
      if (state === 'refused') await world.media.settle(media, { reason: 'no image' })
      return media
    }
    const put = (picture: string | null | undefined, at = world) =>
      putMe(ask({ handle: ada.handle, name: 'Ada', picture }), { ...as(), ...at })
    return { ...base, upload, put }
  }

  it('is a file of one’s own, kept from then on; the one before goes', async () => {
    const { world, ada, upload, put } = await picturing()
    const [first, second] = [await upload(), await upload()]
    for (let times = 0; times < 2; times++) {
      expect(await put(first)).toEqual({ ...ada, picture: first })
      expect(await world.media.read(first)).toMatchObject({ claimedBy: 'profile' })
      expect((await world.media.read(first))?.expires).toBeUndefined()
    }
    expect(await put(undefined)).toEqual({ ...ada, picture: first })
    expect(await put(second)).toEqual({ ...ada, picture: second })
    expect(await world.media.read(first)).toBeUndefined()
    expect(await put(null)).toEqual(ada)
    expect(await world.media.read(second)).toBeUndefined()
    expect(await put(null)).toEqual(ada)
  })

  it.each([
    ['that there is none of', async () => newUser(), 'NOT_FOUND'],
    ['of another person', ({ upload, ben }: Picturing) => upload(ben.user), 'NOT_FOUND'],
    ['that has not arrived', ({ upload, ada }: Picturing) => upload(ada.user, 'waiting'), 'NOT_READY'],
    ['that was refused', ({ upload, ada }: Picturing) => upload(ada.user, 'refused'), 'BAD_MEDIA'],
  ])('is no file %s', async (_, other: (of: Picturing) => Promise<string>, code) => {
    const scene = await picturing()
    const { upload, put, as } = scene
    const held = await upload()
    await put(held)
    await expect(put(await other(scene))).rejects.toMatchObject({ code })
    expect(await getMe(ask({}), as())).toMatchObject({ picture: held })
  })

  it('is not claimed for a handle that is somebody else’s', async () => {
    const { world, ben, upload, as } = await picturing()
    const picture = await upload()
    const asked = putMe(ask({ handle: ben.handle, name: 'Ada', picture }), as())
    await expect(asked).rejects.toMatchObject({ code: 'HANDLE_TAKEN' })
    expect(await world.media.read(picture)).not.toHaveProperty('claimedBy')
  })

  it.each([1, 2, 3, 4])('whose choice died at its step %i is simply chosen again', async (fatal) => {
    const { world, ada, upload, put } = await picturing()
    const [before, next] = [await upload(), await upload()]
    await put(before)
    let calls = 0
    const dying = <Port extends object>(port: Port): Port =>
      new Proxy(port, {
        get: (target, name) =>
          (Reflect.get(target, name) as (...args: unknown[]) => unknown) && wrap(target, name),
      })
    const wrap =
      (target: object, name: string | symbol) =>
      (...args: unknown[]) => {
        if (++calls === fatal) throw new Error('died')
        return (Reflect.get(target, name) as (...args: unknown[]) => unknown)(...args)
      }
    const at = { ...world, media: dying(world.media), profiles: dying(world.profiles) }
    await expect(put(next, at)).rejects.toThrow('died')
    expect(await put(next)).toEqual({ ...ada, picture: next })
    expect(await world.media.read(before)).toBeUndefined()
    expect(await world.media.read(next)).toMatchObject({ claimedBy: 'profile' })
  })

  it('is shown to those whom its owner shows it to', async () => {
    const { world, ada, ben, upload, put, profilesOf } = await picturing()
    const picture = await upload()
    await put(picture)
    const seen = async () => (await profilesOf([ada.user, ben.user], ben.user)).map((one) => one.picture)
    expect(await seen()).toEqual([picture, undefined])
    const device = { user: ada.user, device: newDevice() }
    await world.settings.put(device, { picture: 'contacts' }, 1)
    expect(await seen()).toEqual([undefined, undefined])
    await world.contacts.put(ada.user, { user: ben.user })
    expect(await seen()).toEqual([picture, undefined])
    await world.settings.put(device, { picture: 'nobody' }, 1)
    expect(await seen()).toEqual([undefined, undefined])
    expect((await profilesOf([ada.user])).map((one) => one.picture)).toEqual([picture])
  })
})

describe('deleteMe', () => {
  it('asks for the end of the account, and signs out everywhere at once', async () => {
    const { world, ada, as } = await scene()
    const device = { user: ada.user, device: newDevice() }
    const connection = await world.connect(device)
    expect(await deleteMe(ask({ handle: ada.handle }), as())).toEqual({})
    expect(world.endings.take()).toEqual([{ user: ada.user, delayMs: 0 }])
    expect(world.post.isOpen(connection)).toBe(false)
    expect(await world.sockets.isVoid(ada.user, world.clock.now)).toBe(true)
  })

  it('does nothing for another handle than one’s own, nor for who has none', async () => {
    const { world, ada, ben, as } = await scene()
    const asked = (handle: string, user = ada.user) => deleteMe(ask({ handle }), as(user))
    await expect(asked(ben.handle)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(asked(ada.handle, newUser())).rejects.toMatchObject({ code: 'NO_PROFILE' })
    await world.profiles.bury(ben.user)
    await expect(asked('', ben.user)).rejects.toMatchObject({ code: 'NO_PROFILE' })
    expect(world.endings.take()).toEqual([])
    expect(await world.sockets.isVoid(ada.user, world.clock.now)).toBe(false)
  })

  it('signs nobody out whose end could not be asked for', async () => {
    const { world, ada, as } = await scene()
    const endings = { send: () => Promise.reject(new Error('no queue')) }
    await expect(deleteMe(ask({ handle: ada.handle }), { ...as(), endings })).rejects.toThrow('no queue')
    expect(await world.sockets.isVoid(ada.user, world.clock.now)).toBe(false)
  })
})

describe('getProfiles', () => {
  it('finds each person once, tells of deleted accounts, and leaves out who never was', async () => {
    const { world, ada, ben, profilesOf } = await scene()
    await world.profiles.bury(ben.user)
    const found = await profilesOf([ada.user, newUser(), ben.user, ada.user])
    expect(found).toHaveLength(2)
    expect(found).toEqual(
      expect.arrayContaining([ada, { user: ben.user, handle: '', name: '', deleted: true }]),
    )
  })
})

type Picturing = {
  ada: { user: ReturnType<typeof newUser> }
  ben: { user: ReturnType<typeof newUser> }
  upload(owner?: ReturnType<typeof newUser>, state?: 'waiting' | 'ready' | 'refused'): Promise<MediaId>
}
