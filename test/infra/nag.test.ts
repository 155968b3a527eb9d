import { AwsSolutionsChecks } from 'cdk-nag'
import { expect, test } from 'vitest'
import { STANDING_FINDINGS, type StandingFinding } from '../../lib/nag.ts'
import { stackWith } from './synthesise.ts'

type Found = { rule: string; path: string }

const stack = stackWith()
const found = new AwsSolutionsChecks(stack)
  .validateScope(stack)
  .violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => ({
      rule: ruleName,
      path: constructPath!.slice(stack.node.path.length + 1),
    })),
  )

test('cdk-nag finds nothing that has no reason', () => {
  expect(found.length).toBeGreaterThan(0)
  const unexplained = found.filter((one) => !STANDING_FINDINGS.some((known) => explains(known, one)))
  expect(unexplained).toEqual([])
})

test.each(STANDING_FINDINGS)('the reason for $rule at $at is still needed', (known) => {
  expect(found.filter((one) => explains(known, one))).not.toEqual([])
})

function explains({ rule, about, at }: StandingFinding, found: Found): boolean {
  const id = about === undefined ? rule : `${rule}[`
  return found.rule.startsWith(id) && found.rule.includes(about ?? '') && at.test(found.path)
}
