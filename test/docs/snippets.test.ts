import { spawnSync } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

/** Inside the checkout, so that the snippets find the packages as an app of this workspace would. */
const scratch = '.parley/snippets'
mkdirSync(scratch, { recursive: true })
const folder = mkdtempSync(join(scratch, 'run-'))
afterAll(() => rmSync(folder, { recursive: true }))

const snippets = globSync(['*.md', 'docs/**/*.md', 'packages/*/*.md', 'web/*.md', 'examples/*/*.md']).flatMap(
  (page) =>
    [...readFileSync(page, 'utf8').matchAll(/^```(tsx?)\n([\s\S]*?)^```$/gm)].map(
      ([, type, code], index) => ({
        name: `${page}, snippet ${index + 1}`,
        file: `${page.replace(/\W+/g, '-')}-${index + 1}.${type}`,
        code: code!,
      }),
    ),
)

test('there are snippets to hold', () => {
  expect(snippets.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['README.md, snippet 1', 'packages/client/README.md, snippet 6']),
  )
})

test.each(snippets)('$name compiles as it stands', ({ file, code }) => {
  expect(compile(file, code)).toBe('')
})

test('a snippet that does not compile is found', () => {
  expect(compile('wrong.ts', `import { nothing } from '@parley/client'\nnothing()`)).toContain('nothing')
})

/** What the compiler has to say. */
function compile(file: string, code: string): string {
  writeFileSync(join(folder, file), `${code}\nexport {}\n`)
  const config = join(folder, `${file}.json`)
  writeFileSync(
    config,
    JSON.stringify({
      extends: '../../../tsconfig.json',
      compilerOptions: { noUnusedLocals: false }, // a snippet may show a result without using it
      files: [file],
      include: [],
      exclude: [],
    }),
  )
  return spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', config], { encoding: 'utf8' })
    .stdout
}
