import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { isAlive, processCommand, processStart } from './process-identity.ts'

test('a process is known by its start and command while it lives', async () => {
  const child = spawn('sleep', ['60'])
  const pid = child.pid!
  expect(isAlive(pid)).toBe(true)
  expect(processCommand(pid)).toBe('sleep 60')
  expect(processStart(pid)).toBe(processStart(pid))
  expect(processStart(pid)).not.toBe(processStart(1))
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(isAlive(pid)).toBe(false)
  expect(processStart(pid)).toBeUndefined()
})
