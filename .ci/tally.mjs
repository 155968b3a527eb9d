// Adds up vitest's JSON reports of a folder: `node .ci/tally.mjs <folder>`. Fails if there is none, or a failed test.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = process.argv[2]
const reports = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')))
const sum = (field) => reports.reduce((total, report) => total + report[field], 0)

// A file that could not even be loaded has no tests to count, yet has failed.
const unloaded = reports
  .flatMap((report) => report.testResults)
  .filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
const failed = sum('numFailedTests') + unloaded
console.log(`tests: ${sum('numPassedTests')} passed, ${failed} failed, ${sum('numPendingTests')} skipped`)
process.exit(reports.length > 0 && failed === 0 ? 0 : 1)
