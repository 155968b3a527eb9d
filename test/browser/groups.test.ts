import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { passes } from './accessible.ts'
import { describePages } from './describe-pages.ts'
import { openRow, say, signUp } from './page-system.ts'

describePages('groups on the page', (pages) => {
  test('a group is made, led by admins, handed over, and left with what was said', async () => {
    const ann = await pages().person('ann')
    const [bob, cat] = [await pages().person('bob'), await pages().person('cat')]
    await makeGroup(ann, 'Book club', ['bob', 'cat'])
    await say(ann, 'Welcome!')
    await openRow(cat, 'Book club')
    await cat.getByLabel('Messages').getByText('Welcome!').waitFor()

    await ann.getByRole('button', { name: 'Details' }).click()
    await member(ann, 'Bob', 'Make admin')
    await row(ann, 'Bob').getByText('admin').waitFor()
    await passes(ann)
    await ann.getByRole('button', { name: 'Edit group' }).click()
    await ann.getByRole('button', { name: 'Choose an emoji' }).click()
    await ann.getByLabel('Search emoji').fill('books')
    await ann.getByRole('gridcell', { name: 'Books' }).click()
    await ann.getByLabel('Description').fill('A chapter a week')
    await ann.getByRole('button', { name: 'Save' }).click()

    await openRow(bob, 'Book club')
    await bob.getByRole('list', { name: 'Chats' }).locator('.avatar', { hasText: '📚' }).waitFor()
    await bob.getByRole('button', { name: 'Details' }).click()
    await row(bob, 'Ann').getByText('owner').waitFor()
    await bob.getByText('A chapter a week').waitFor()
    await row(bob, 'Ann').click()
    expect(await bob.getByRole('menuitem').allTextContents()).toEqual(['Write a message'])
    await bob.keyboard.press('Escape')
    await member(bob, 'Cat', 'Remove from group')
    await bob.getByRole('button', { name: 'Remove', exact: true }).click()
    await cat.getByText('You are no longer in this group.').waitFor()
    expect(await cat.getByLabel('Messages').getByText('Welcome!').isVisible()).toBe(true)
    expect(await cat.getByLabel('Message', { exact: true }).count()).toBe(0)

    await member(ann, 'Bob', 'Make owner')
    await ann.getByRole('button', { name: 'Make owner' }).click()
    await row(bob, 'You').getByText('owner').waitFor()
    await ann.getByRole('button', { name: 'Leave group' }).click()
    await ann.getByRole('dialog').getByRole('button', { name: 'Leave group' }).click()
    await ann.getByText('You are no longer in this group.').waitFor()
    await bob.getByLabel('Messages').getByText('Ann left').waitFor()
    expect(pages().complaints).toEqual([])
  })

  test('an invite link brings in a stranger, knows who is in already, and can be taken back', async () => {
    const eve = await pages().person('eve')
    await makeGroup(eve, 'Chess', [])
    await eve.getByRole('button', { name: 'Details' }).click()
    await eve.getByRole('button', { name: 'Make an invite link' }).click()
    const link = await eve.getByLabel('Invite link').inputValue()

    const dan = await (await pages().browser.newContext()).newPage()
    await dan.goto(link)
    await dan.getByText('You have been invited to a group').waitFor()
    await signUp(dan, 'dan', 'Dan')
    await dan.getByRole('dialog').getByText('Chess').waitFor()
    await dan.getByRole('button', { name: 'Join' }).click()
    await dan.getByLabel('Message', { exact: true }).waitFor()
    await eve.getByLabel('Messages').getByText('Dan joined by an invite link').waitFor()
    await dan.goto(link)
    await dan.getByText('You are in this group already.').waitFor()
    await dan.getByRole('button', { name: 'Open' }).click()
    await dan.getByLabel('Message', { exact: true }).waitFor()

    await eve.getByRole('button', { name: 'Take back' }).click()
    await eve.getByRole('button', { name: 'Take back' }).waitFor({ state: 'detached' })
    await dan.goto(link)
    await dan.getByRole('alert').getByText('expired, or was taken back').waitFor()
  })
})

async function makeGroup(page: Page, title: string, handles: readonly string[]): Promise<void> {
  await page.getByRole('button', { name: 'New group' }).click()
  await page.getByLabel('Group name').fill(title)
  for (const handle of handles) {
    await page.getByLabel('Find people').fill(`@${handle}`)
    await page.keyboard.press('Enter')
    await page.getByRole('checkbox', { name: `@${handle}`, checked: true }).waitFor()
  }
  await page.getByRole('button', { name: /^Create/ }).click()
  await page.getByLabel('Messages').getByText('You created the group').waitFor()
}

function row(page: Page, name: string) {
  return page.getByRole('list', { name: 'Members' }).getByRole('listitem').filter({ hasText: name })
}

async function member(page: Page, name: string, item: string): Promise<void> {
  await row(page, name).getByRole('button').click()
  await page.getByRole('menuitem', { name: item }).click()
}
