import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../testing/assembly.ts'
import { findBinary, startDynamoDbEngine } from './dynamodb-engine.ts'
import { indexStreamRecords } from './stream-index.ts'

/** What the engine says itself when it numbers a new record and when it reads the next ones. */
const numbering =
  'SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1 FROM _stream_records WHERE table_name = ?1'
const reading = `
             FROM _stream_records
             WHERE table_name = ?1 AND shard_id = ?2 AND CAST(sequence_number AS INTEGER) > ?3
             ORDER BY CAST(sequence_number AS INTEGER) ASC
             LIMIT ?4`

function warnings() {
  const lines: string[] = []
  return { lines, info() {}, warn: (line: string) => lines.push(line), error() {} }
}

test('the engine neither numbers nor reads a stream record by looking through all of them', async () => {
  using folder = temporaryFolder()
  const log = warnings()
  const engine = await startDynamoDbEngine(folder.path, log)
  const database = join(folder.path, 'dynamodb.sqlite')
  const says = readFileSync(findBinary())
  const connection = new DatabaseSync(database, { readOnly: true })
  const plan = (query: string) =>
    connection
      .prepare(`EXPLAIN QUERY PLAN ${query}`)
      .all()
      .map(({ detail }) => String(detail))
  for (const query of [numbering, reading])
    expect(says.includes(query), `the engine says ${query}`).toBe(true)
  expect(plan(numbering)).toEqual([
    expect.stringMatching(/^SEARCH .* USING COVERING INDEX .*\(table_name=\?\)$/),
  ])
  expect(plan(`SELECT * ${reading}`)).toEqual([
    expect.stringMatching(/^SEARCH .* USING INDEX .*<expr>>\?\)$/),
  ])
  connection.close()
  await engine.stop()
  expect(log.lines).toEqual([])
})

test('an engine that keeps its records elsewhere goes without the index, and the log says so', () => {
  using folder = temporaryFolder()
  const log = warnings()
  indexStreamRecords(join(folder.path, 'other.sqlite'), log)
  expect(log.lines).toEqual([expect.stringContaining('no such table')])
})

test('the index of an earlier start stays as it is', async () => {
  using folder = temporaryFolder()
  const log = warnings()
  for (let start = 1; start <= 2; start++) await (await startDynamoDbEngine(folder.path, log)).stop()
  expect(log.lines).toEqual([])
})
