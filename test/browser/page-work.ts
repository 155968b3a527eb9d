import type { Page } from 'playwright-core'

const TASK = 'ThreadControllerImpl::RunTask'
const MAIN = 'CrRendererMain'

/** What the thread that draws a page worked, in milliseconds. */
export type Work = {
  readonly total: number
  /** Tasks, longest first: each is a frame, or a part of one, that could not come earlier. */
  readonly tasks: readonly number[]
}

type TraceEvent = {
  readonly name: string
  readonly pid: number
  readonly tid: number
  readonly tdur?: number
  readonly args: { readonly name?: string }
}

/**
 * What the busiest page worked while something was done. It is the thread's own time on a processor: what else runs on
 * the machine does not lengthen it, as it does the time between two frames.
 */
export async function workOf<Result>(page: Page, doing: () => Promise<Result>): Promise<[Result, Work]> {
  const session = await page.context().newCDPSession(page)
  const events: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])))
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel'] },
  })
  const result = await doing()
  const isComplete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve))
  await session.send('Tracing.end')
  await isComplete
  await session.detach()
  const threads = events.filter(({ name, args }) => name === 'thread_name' && args.name === MAIN)
  const works = threads.map(({ pid, tid }) =>
    workIn(events.filter((one) => one.pid === pid && one.tid === tid)),
  )
  const busiest = works.sort((a, b) => b.total - a.total)[0]
  if (!busiest || busiest.total === 0)
    throw new Error('The browser does not tell how long its threads worked.')
  return [result, busiest]
}

function workIn(events: readonly TraceEvent[]): Work {
  const tasks = events.filter(({ name }) => name === TASK).map(({ tdur = 0 }) => tdur / 1_000)
  tasks.sort((a, b) => b - a)
  return { tasks, total: tasks.reduce((sum, each) => sum + each, 0) }
}
