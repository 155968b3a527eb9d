import { setTimeout as sleep } from 'node:timers/promises'
import type { RawSocket } from '../test/fixtures/raw-socket.ts'
import { Person } from './person.ts'
import type { PresenceParts } from './presence.ts'
import type { Recorder } from './recorder.ts'
import type { System } from './system.ts'
import { less, share, type Usage } from './usage.ts'

/** Settings of seconds instead of half a minute: what is counted does not depend on them, and nobody waits for it. */
export const HASTY = { presenceHeartbeat: '1', presenceTimeout: '4', presenceWritten: '3' }

const WRITTEN_MS = 3_000
/** When somebody who says nothing more has gone, and a bit. */
const GONE_MS = 4_000 + WRITTEN_MS + 1_000 + 500
/** How many more are in the longer of two lists that are watched. */
const MORE = 10

/** Each part of presence, counted by itself. The functions have been used before, as they have in a running system. */
export async function measurePresence(system: System, recorder: Recorder): Promise<PresenceParts> {
  const rehearsal = await Scene.create(system, recorder)
  await rehearsal.watch()
  await rehearsal.comes()
  await rehearsal.lookFinds('gone')
  await rehearsal.close()

  // Nobody has ever watched this one.
  const scene = await Scene.create(system, recorder)
  await scene.knowsItsSocket()
  const unwatched = await scene.comes()
  const heartbeat = await scene.beats()
  await sleep(WRITTEN_MS)
  const writing = await scene.beats()

  await sleep(GONE_MS)
  const watch = await scene.watch()
  const first = await scene.comes()
  await sleep(WRITTEN_MS)
  await scene.beats()
  const look = await scene.lookFinds('still there')
  const gone = await scene.lookFinds('gone')
  await scene.watch()
  const second = await scene.comes()
  const goneForBoth = await scene.lookFinds('gone')
  await scene.close()
  return {
    heartbeat,
    write: less(writing, heartbeat),
    come: {
      unwatched: less(unwatched, heartbeat),
      watched: less(first, heartbeat),
      more: less(second, first),
    },
    go: { watched: gone, more: less(goneForBoth, gone) },
    look,
    watch,
  }
}

/** Somebody who comes and goes, and those who watch it. */
class Scene {
  readonly #system: System
  readonly #recorder: Recorder
  readonly #ann: Person
  readonly #phone: RawSocket
  readonly #others: readonly Person[]
  readonly #watchers: RawSocket[] = []

  static async create(system: System, recorder: Recorder): Promise<Scene> {
    const ann = await Person.signUp(system)
    const others: Person[] = []
    for (let other = 0; other < MORE; other++) others.push(await Person.signUp(system))
    return new Scene(system, recorder, ann, await ann.connect(), others)
  }

  private constructor(
    system: System,
    recorder: Recorder,
    ann: Person,
    phone: RawSocket,
    others: readonly Person[],
  ) {
    this.#system = system
    this.#recorder = recorder
    this.#ann = ann
    this.#phone = phone
    this.#others = others
  }

  /** A heartbeat that finds its person offline, until all who watch have heard of it. */
  async comes(): Promise<Usage> {
    const { usage } = await this.#recorder.measure(async () => {
      const told = this.#told(true)
      await this.#beat()
      await this.#recorder.invoked('Announce')
      await told
    })
    return usage
  }

  /** From then on the function need not look who speaks. */
  knowsItsSocket(): Promise<void> {
    return watch(this.#phone, [])
  }

  async beats(): Promise<Usage> {
    return (await this.#recorder.measure(() => this.#beat())).usage
  }

  async lookFinds(what: 'still there' | 'gone'): Promise<Usage> {
    const { usage } = await this.#recorder.measure(async () => {
      const told = what === 'gone' && this.#told(false)
      await this.#recorder.invoked('Look')
      await told
    })
    return usage
  }

  /** One more person watches: first others, then those and this one. For the list, and for each in it. */
  async watch(): Promise<{ list: Usage; person: Usage }> {
    const person = await Person.signUp(this.#system)
    const [socket, another] = [await person.connect(), await person.connect()]
    for (const one of [socket, another]) await watch(one, [])
    const few = await this.#recorder.measure(() => watch(socket, [this.#ann]))
    const many = await this.#recorder.measure(() => watch(another, this.#others))
    await another.close()
    this.#watchers.push(socket)
    const each = share(less(many.usage, few.usage), MORE - 1)
    return { list: less(few.usage, each), person: each }
  }

  close(): Promise<unknown> {
    return Promise.all([this.#phone, ...this.#watchers].map((socket) => socket.close()))
  }

  async #beat(): Promise<void> {
    const reply = await this.#phone.request({ action: 'ping', active: true })
    if (!reply.ok) throw new Error(`The heartbeat was answered ${JSON.stringify(reply)}.`)
  }

  #told(online: boolean): Promise<unknown> {
    const isIt = (frame: Record<string, unknown>) =>
      frame.event === 'presence' && frame.user === this.#ann.user && frame.online === online
    return Promise.all(this.#watchers.map((socket) => socket.next(isIt)))
  }
}

async function watch(socket: RawSocket, people: readonly Person[]): Promise<void> {
  const reply = await socket.request({ action: 'watch', users: people.map(({ user }) => user) })
  if (!reply.ok) throw new Error(`The list was answered ${JSON.stringify(reply)}.`)
}
