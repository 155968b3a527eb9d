/**
 * `npm run bench`: what an operation uses and costs, beside two other designs, and how fast it is here.
 * `-- --quick` takes fewer samples, `-- --json` prints the results as JSON, `-- --only counted` leaves out all that is timed,
 * `-- --only group` times a group and nothing else. Progress goes to stderr.
 */
import { parseArgs } from 'node:util'
import { compare } from './comparison.ts'
import { contention } from './contention.ts'
import { readDeployed } from './deployed.ts'
import { footprints, idle } from './footprint.ts'
import { measureGroups, measureLarge } from './group-operations.ts'
import { type GroupThroughput, groupThroughput } from './group-throughput.ts'
import { measureGrowth } from './growth.ts'
import { measureMedia } from './media-operations.ts'
import { measureOperations } from './operations.ts'
import { measurePeople } from './people-operations.ts'
import { pollingOf } from './polling.ts'
import { HASTY, measurePresence } from './presence-operations.ts'
import { measurePush, PUSHING } from './push-operations.ts'
import { Recorder } from './recorder.ts'
import { countedReport, groupLine, report } from './report.ts'
import { makeAssembly, type System, startSystem } from './system.ts'
import { type Throughput, throughput } from './throughput.ts'

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, quick: { type: 'boolean' }, only: { type: 'string' } },
})
const PARTS = ['counted', 'group']
if (values.only !== undefined && !PARTS.includes(values.only))
  throw new Error(`--only knows ${PARTS.join(' and ')}.`)
const SIZES = values.quick
  ? {
      sockets: [10, 1_000],
      one: 100,
      many: 10,
      each: 10,
      writers: [1, 10, 100],
      crowd: 100,
      large: 1_000,
      beside: [10, 1_000] as const,
      group: { members: 100, messages: 100 },
      samples: 3,
      idleMs: 2_000,
    }
  : {
      sockets: [10, 1_000, 10_000],
      one: 300,
      many: 50,
      each: 10,
      writers: [1, 2, 5, 10, 25, 50, 100],
      crowd: 100,
      large: 5_000,
      beside: [10, 10_000] as const,
      group: { members: 100, messages: 1_000 },
      samples: 5,
      idleMs: 5_000,
    }

const assembly = await makeAssembly()
try {
  if (values.only === 'group') print(await group(assembly.path), groupLine)
  else if (values.only === 'counted') print(await counted(assembly.path), countedReport)
  else print({ ...(await counted(assembly.path)), ...(await timed(assembly.path)) }, report)
} finally {
  assembly.remove()
}

function print<Result>(result: Result, words: (result: Result) => string): void {
  console.log(values.json ? JSON.stringify(result, null, 2) : words(result))
}

/** What is counted: the same on any machine. */
async function counted(path: string) {
  const plain = await without(path)
  const pushing = await makeAssembly({ ...HASTY, ...PUSHING })
  try {
    const pushed = await withPushes(pushing.path)
    return {
      ...plain,
      operations: [...plain.operations, ...pushed.operations],
      presence: pushed.presence,
      polling: [path, pushing.path].map(readDeployed).map(pollingOf),
    }
  } finally {
    pushing.remove()
  }
}

/** In a deployment as it comes: without a push service. */
function without(path: string) {
  return counting(path, async (system, recorder) => {
    progress('counting what each operation uses')
    const pairs = await measureOperations(system, recorder)
    const people = await measurePeople(system, recorder)
    progress('files')
    const files = await measureMedia(system, recorder)
    const groups = await measureGroups(system, recorder, progress)
    progress(`a group of ${SIZES.large}`)
    const large = await measureLarge(system, recorder, SIZES.large)
    progress(`beside ${SIZES.beside.join(' and ')} conversations of others`)
    const beside = await measureGrowth(system, recorder, SIZES.beside)
    const operations = [...pairs, ...people, ...files.operations, ...groups, ...large, ...beside]
    const comparison = await compare(system, recorder, SIZES.sockets, progress)
    return { operations, files: files.stored, comparison }
  })
}

/** In one with a push service, whose presence is in a hurry. */
function withPushes(path: string) {
  return counting(path, async (system, recorder) => {
    progress('pushes')
    const operations = await measurePush(system, recorder)
    progress('presence')
    return { operations, presence: await measurePresence(system, recorder) }
  })
}

async function counting<Result>(
  path: string,
  count: (system: System, recorder: Recorder) => Promise<Result>,
): Promise<Result> {
  progress('starting the system')
  const recorder = new Recorder(readDeployed(path).functions)
  const system = await startSystem({ assembly: path, meter: recorder.meter, environments: 1, inMemory: true })
  try {
    return await count(system, recorder)
  } finally {
    await system.stop()
  }
}

/** What is timed: true of this machine. */
async function timed(path: string) {
  progress('loading every function in fresh processes')
  const loaded = await footprints(SIZES.samples)
  const disk = await startSystem({ assembly: path })
  const { idle: resting, throughput: onDisk, contention: crowded } = await paced(disk)
  progress('the same in memory')
  const memory = await startSystem({ assembly: path, inMemory: true })
  try {
    const inMemory = await pace(memory, 'memory')
    return {
      footprints: loaded,
      idle: resting,
      throughput: [...onDisk, ...inMemory],
      groupThroughput: await timeGroup(memory),
      contention: crowded,
    }
  } finally {
    await memory.stop()
  }
}

async function group(path: string): Promise<GroupThroughput> {
  const system = await startSystem({ assembly: path, inMemory: true })
  try {
    return await timeGroup(system)
  } finally {
    await system.stop()
  }
}

function timeGroup(system: System): Promise<GroupThroughput> {
  const { members, messages } = SIZES.group
  progress(`a group of ${members}`)
  return groupThroughput(system, members, messages)
}

async function paced(system: System) {
  try {
    progress('doing nothing')
    return {
      idle: await idle(system, SIZES.idleMs),
      throughput: await pace(system, 'disk'),
      contention: await contention(system, SIZES.writers, SIZES.crowd, progress),
    }
  } finally {
    await system.stop()
  }
}

async function pace(system: System, storage: Throughput['storage']): Promise<Throughput[]> {
  progress('one conversation')
  const one = await throughput(system, storage, 1, SIZES.one)
  progress(`${SIZES.many} conversations`)
  return [one, await throughput(system, storage, SIZES.many, SIZES.each)]
}

function progress(line: string): void {
  console.error(`bench: ${line} …`)
}
