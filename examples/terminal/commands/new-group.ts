import { online, type Run } from '../device.ts'
import { toHandle } from '../find-chat.ts'
import { titleOf } from '../names.ts'
import { unlessStopped } from '../stopping.ts'

/** Makes a group that this account owns. */
export async function newGroup(run: Run): Promise<void> {
  const { chat, words, say, stopped } = run
  await online(run)
  const [title, ...handles] = words
  const group = { title: title!, members: handles.map(toHandle) }
  const made = await unlessStopped(chat.createGroup(group), stopped)
  say(`${titleOf(chat, made)}  ${made.id}`)
}
