import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { Checkpoint, type Progress } from './checkpoint.ts'

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-checkpoint-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'progress', 'mapping.json')
}

const at = (after: number): Progress => ({
  streamArn: 'stream',
  position: { shardId: 'shard', after: `${after}` },
})

test('what was saved last is loaded by the next one, and by itself', () => {
  const file = newFile()
  const checkpoint = new Checkpoint(file)
  expect(checkpoint.load('stream')).toBeUndefined()
  for (const after of [1, 2, 3]) checkpoint.save(at(after))
  for (const each of [checkpoint, new Checkpoint(file)]) expect(each.load('stream')).toEqual(at(3))
})

test('nothing is loaded for a stream of another table', () => {
  const file = newFile()
  new Checkpoint(file).save(at(1))
  expect(new Checkpoint(file).load('another')).toBeUndefined()
})

test('a beginning without a position is kept', () => {
  const file = newFile()
  new Checkpoint(file).save({ streamArn: 'stream', position: null })
  expect(new Checkpoint(file).load('stream')).toEqual({ streamArn: 'stream', position: null })
})

test('what a kill left unfinished is passed over, and does no harm to what is saved after it', () => {
  const file = newFile()
  new Checkpoint(file).save(at(1))
  appendFileSync(file, '\n{"streamArn":"str')
  const again = new Checkpoint(file)
  expect(again.load('stream')).toEqual(at(1))
  again.save(at(2))
  expect(new Checkpoint(file).load('stream')).toEqual(at(2))
})

test('the file stays small, however often is saved', () => {
  const file = newFile()
  const checkpoint = new Checkpoint(file)
  for (let after = 1; after <= 5_000; after++) checkpoint.save(at(after))
  expect(statSync(file).size).toBeLessThan(100_000)
  expect(readdirSync(join(file, '..'))).toHaveLength(1)
  expect(new Checkpoint(file).load('stream')).toEqual(at(5_000))
})

test('a file that says nothing is refused, rather than everything done again', () => {
  const file = newFile()
  new Checkpoint(file)
  writeFileSync(file, 'what is this?')
  expect(() => new Checkpoint(file).load('stream')).toThrow('cannot be read')
})
