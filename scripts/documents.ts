/**
 * `npm run docs`: writes the documents that follow from the wire's table into docs/.
 * `--check` writes nothing and fails if one of them is not what the table says.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { asyncapi } from './documents/asyncapi.ts'
import { errorsTable } from './documents/errors-table.ts'
import { openapi } from './documents/openapi.ts'

const { check, out } = parseArgs({
  options: { check: { type: 'boolean', default: false }, out: { type: 'string', default: 'docs' } },
}).values
const { version } = JSON.parse(readFileSync('packages/protocol/package.json', 'utf8')) as { version: string }

const documents = {
  'asyncapi.json': json(asyncapi(version)),
  'openapi.json': json(openapi(version)),
  'errors.md': errorsTable(),
}

for (const [name, text] of Object.entries(documents)) {
  const path = `${out}/${name}`
  if (!check) writeFileSync(path, text)
  else if (read(path) !== text) {
    console.error(`${path} is not what the wire's table says: run \`npm run docs\` and commit the result.`)
    process.exitCode = 1
  }
}

function json(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
