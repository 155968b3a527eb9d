import { DatabaseSync } from 'node:sqlite'
import type { Log } from '../contracts.ts'

/** The two terms by which the engine looks for a record; an index is used only by a query that says them alike. */
const statement = `
  CREATE INDEX IF NOT EXISTS stream_records_by_sequence
  ON _stream_records (table_name, CAST(sequence_number AS INTEGER))`

const longestWaitMs = 5_000

/**
 * Gives the engine an index of its stream records, while it runs. It numbers a record by the highest number before
 * it, and finds the next ones by theirs, and has no index for either: every write and every read of a stream looked
 * through all records of all tables since the data directory began, which are never dropped. The database keeps the
 * index, so this does nothing the second time. An engine that stores its records in another way goes without, and
 * the log says so.
 */
export function indexStreamRecords(database: string, log: Pick<Log, 'warn'>): void {
  try {
    const connection = new DatabaseSync(database, { timeout: longestWaitMs })
    try {
      connection.exec(statement)
    } finally {
      connection.close()
    }
  } catch (error) {
    log.warn(
      `the DynamoDB engine's streams have no index and slow down as they grow: ${(error as Error).message}`,
    )
  }
}
