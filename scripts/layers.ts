/** Holds the imports of every source against the layers: which folder may know which (scripts/layers/rules.ts). */
import { globSync, readFileSync } from 'node:fs'
import { judge } from './layers/judge.ts'

const paths = globSync('{bin,lib,lambdas,packages,web,examples,bench,scripts,test}/**/*.{ts,tsx}', {
  exclude: (path) => /(^|\/)(node_modules|dist|cdk\.out)(\/|$)/.test(path),
})
const findings = judge(new Map(paths.map((path) => [path.replaceAll('\\', '/'), readFileSync(path, 'utf8')])))
for (const finding of findings) console.error(finding)
console.log(`layers: ${paths.length} files, ${findings.length} findings`)
process.exitCode = findings.length === 0 ? 0 : 1
