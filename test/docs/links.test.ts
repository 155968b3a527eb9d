import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { all, synthesise } from '../infra/synthesise.ts'

const pages = globSync(['*.md', 'docs/**/*.md'])
const links = pages.flatMap((page) =>
  [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target!)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => [page, target] as const),
)

test.each(links)('%s: the link to %s leads somewhere', (page, target) => {
  const [path, anchor] = target.split('#') as [string, string | undefined]
  const file = path === '' ? page : join(dirname(page), path)
  expect(existsSync(file), `${file} exists`).toBe(true)
  if (anchor) expect(anchorsOf(file)).toContain(anchor)
})

test('every decision is in the index of decisions', () => {
  const decisions = readdirSync('docs/adr').filter((name) => /^\d{4}-/.test(name))
  const linked = links
    .filter(([page]) => page === join('docs', 'adr', 'README.md'))
    .map(([, target]) => target)
  expect(linked.sort()).toEqual(decisions.sort())
})

test('every alarm leads to a section of the runbook that says what to do', () => {
  const alarms = Object.values(all(synthesise(), 'AWS::CloudWatch::Alarm'))
  expect(alarms.length).toBeGreaterThan(5)
  for (const { AlarmDescription } of alarms) {
    const [, page, anchor] = /(docs\/\S+\.md)#(\S+)/.exec(AlarmDescription) ?? []
    expect(anchorsOf(page!), AlarmDescription).toContain(anchor)
  }
})

/** A page without its code, where brackets mean something else. */
function prose(page: string): string {
  return readFileSync(page, 'utf8')
    .replace(/```[\s\S]*?```/g, '')
    .replace(/`[^`\n]*`/g, '')
}

/** The anchors that GitHub gives to headings. */
function anchorsOf(page: string): string[] {
  return [...readFileSync(page, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
