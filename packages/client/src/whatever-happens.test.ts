import type { WireEntry } from '@parley/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Device, fakeWorld, pass, settle } from '../test/harness.ts'
import type { Conversation } from './index.ts'

const world = fakeWorld()

const EMOJI = ['👍', '🎉', null] as const
type Step =
  | { who: 'bob' | 'phone'; does: 'say' }
  | { who: 'bob' | 'phone'; does: 'edit' | 'delete' | 'react'; target: number; emoji: number }
  | {
      who: 'phone' | 'tablet'
      does: 'read' | 'history' | 'cut' | 'restart' | 'lose' | 'star' | 'hide'
      target: number
    }
  | { who: 'group'; does: 'remove' | 'add' | 'rename' }
  | { who: 'time'; ms: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ who: fc.constantFrom('bob', 'phone'), does: fc.constant('say') }) },
  {
    weight: 4,
    arbitrary: fc.record({
      who: fc.constantFrom('bob', 'phone'),
      does: fc.constantFrom('edit', 'delete', 'react', 'react'),
      target: fc.nat(100),
      emoji: fc.nat(2),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      who: fc.constantFrom('phone', 'tablet'),
      does: fc.constantFrom('read', 'history', 'cut', 'restart', 'lose', 'star', 'hide'),
      target: fc.nat(100),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ who: fc.constant('group'), does: fc.constantFrom('remove', 'add', 'rename') }),
  },
  { weight: 3, arbitrary: fc.record({ who: fc.constant('time'), ms: fc.integer({ min: 1, max: 3_000 }) }) },
) as fc.Arbitrary<Step>

test('whatever happens in a group, each device ends up with the log as the server has it', async () => {
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const scene = await begin(++run)
      for (const one of steps) await act(scene, one)
      for (const device of [scene.phone, scene.tablet]) device.network.loses = () => false
      await pass(120_000)
      await compare(scene, scene.phone)
      await compare(scene, scene.tablet)
      expect(scene.errors).toEqual([])
      for (const { chat } of [scene.phone, scene.tablet]) await chat.close()
    }),
    { numRuns: 100 },
  )
})

type Scene = {
  id: string
  alice: string
  phone: Device
  tablet: Device
  errors: string[]
  told: Map<string, number[]>
}

/** A group of bob's with an alice of this run, on a phone and a tablet. */
async function begin(run: number): Promise<Scene> {
  const alice = `alice${run}`
  const id = world.backend.group('Club', 'bob', alice, 'carol')
  const phone = await world.online(alice)
  const tablet = await world.online(alice, { name: `${alice}-tablet` })
  await settle()
  const scene = { id, alice, phone, tablet, errors: [], told: new Map() }
  for (const [name, device] of Object.entries({ phone, tablet })) listen(scene, name, device)
  return scene
}

/** What a device tells as new: never the same twice, over all its lives. */
function listen(scene: Scene, name: string, { chat }: Device): void {
  const told = scene.told.get(name) ?? []
  scene.told.set(name, told)
  chat.on('message', ({ message }) => told.push(message.seq))
  chat.on('error', ({ code }) => scene.errors.push(code))
}

async function act(scene: Scene, step: Step): Promise<void> {
  if (step.who === 'time') return pass(step.ms)
  if (step.who === 'group') return change(scene, step.does)
  if (step.who === 'bob') return asBob(scene, step)
  const device = scene[step.who]
  const chat = device.chat.conversation(scene.id)!
  if (step.does === 'say') return ignoring(() => chat.send('from alice'))
  const message = chat.messages.filter(({ kind }) => kind === 'message').at(-1 - (step.target % 5))
  switch (step.does) {
    case 'read':
      return chat.markRead(chat.messages.at(-1 - (step.target % 3))?.seq)
    case 'history':
      return void chat.history({ limit: 1 + (step.target % 7) }).catch(() => {})
    case 'cut':
      return device.network.cut()
    case 'lose':
      device.network.loses = ({ ok, event }) => (step.target % 2 ? ok === true : event === 'entries')
      await pass(500)
      device.network.loses = () => false
      return device.network.cut() // a network that loses frames is one that ends
    case 'restart':
      return restart(scene, step.who)
  }
  if (!message) return
  if (step.does === 'star') return chat.star(message)
  if (step.does === 'hide') return chat.deleteForMe(message)
  if (step.does === 'react') return ignoring(() => chat.react(message, EMOJI[step.emoji]!))
  if (step.does === 'edit') return ignoring(() => chat.edit(message, `edited by alice ${step.target}`))
  ignoring(() => chat.deleteForEveryone(message))
}

/** She may be out of the group, or the message another's. */
function ignoring(deed: () => unknown): void {
  try {
    deed()
  } catch {}
}

async function restart(scene: Scene, name: 'phone' | 'tablet'): Promise<void> {
  const { storage, chat } = scene[name]
  await chat.close()
  const device = await world.device(scene.alice, { storage, name: chat.device })
  scene[name] = device
  listen(scene, name, device)
  void device.chat.connect()
  await pass(50)
}

function asBob({ id, alice }: Scene, step: Extract<Step, { who: 'bob' | 'phone' }>): void {
  if (step.does === 'say') return void world.backend.sayIn(id, 'bob', 'from bob')
  const log = world.backend.logs.get(id)!
  const isBobs = ({ kind, from }: WireEntry) => kind === 'text' && from === world.backend.person('bob').user
  const theirs = log.filter(step.does === 'react' ? ({ kind }) => kind === 'text' : isBobs)
  const target = theirs.at(-1 - (step.target % 6))?.seq
  // What is done while she is out she hears of when she asks for the message again.
  const isIn = world.backend.room(id).members.includes(world.backend.person(alice).user as never)
  if (target === undefined || !isIn) return
  const emoji = EMOJI[step.emoji]
  world.backend.does(id, 'bob', {
    action: step.does,
    target,
    ...(step.does === 'edit' && { text: `edited by bob ${step.target}` }),
    ...(step.does === 'react' && emoji && { emoji }),
  })
}

function change({ id, alice }: Scene, does: 'remove' | 'add' | 'rename'): void {
  const [bob, user] = ['bob', alice].map((name) => world.backend.person(name).user) as [string, never]
  const isIn = world.backend.room(id).members.includes(user)
  if (does === 'rename') {
    const title = `Club ${world.backend.changes}`
    world.backend.change(id, bob, { type: 'settings', settings: { title } })
  } else if (does === 'remove' && isIn) world.backend.change(id, bob, { type: 'removed', user })
  else if (does === 'add' && !isIn) world.backend.change(id, bob, { type: 'added', users: [user] })
}

async function compare({ id, alice, told }: Scene, device: Device): Promise<void> {
  const chat = device.chat.conversation(id)!
  while (chat.more) await chat.history()
  const room = world.backend.room(id)
  const { user } = world.backend.person(alice)
  const marks = room.marks.get(user)
  const heard = room.log.filter((entry) => room.hears(user, entry))
  const shown = heard.filter(({ kind }) => !['edit', 'deletion', 'reaction'].includes(kind))
  const seen = shown.filter(({ seq }) => !marks?.get(seq)?.hidden)
  expect(chat.messages.map(({ seq }) => seq)).toEqual(seen.map(({ seq }) => seq))
  expect(chat.messages.map(facts)).toEqual(
    seen.map((entry) => ({ ...facts(entry), starred: marks?.get(entry.seq)?.starred || undefined })),
  )
  expect(chat.unread).toBe(room.wireRow(user).unread)
  expect(chat.pending.filter(({ status }) => status === 'pending')).toEqual([])
  for (const seqs of told.values()) expect(new Set(seqs).size).toBe(seqs.length)
  const isIn = room.members.includes(user as never)
  expect(chat.about?.role).toBe(isIn ? 'member' : undefined)
  if (isIn) expect(chat.title).toBe(room.state?.title)
}

function facts(entry: WireEntry | Conversation['messages'][number]) {
  const { seq, text, edited, reactions = {} } = entry
  const kind = entry.kind === 'text' ? 'message' : entry.kind
  const starred = 'starred' in entry ? entry.starred : undefined
  return { seq, kind, text, edited: edited ? true : undefined, reactions, starred }
}
