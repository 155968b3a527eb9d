import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { passes } from './accessible.ts'
import { describePages } from './describe-pages.ts'
import { openChat, openRow, PASSWORD, say, signIn } from './page-system.ts'

describePages('the account on the page', (pages) => {
  test('who signs in elsewhere has everything; what one shows and hides is what others see', async () => {
    const [ann, bob] = [await pages().person('ann'), await pages().person('bob')]
    await openChat(bob, 'ann')
    await say(bob, 'Hello Ann!')
    await bob.locator('.doing.online').waitFor()

    const laptop = await stranger()
    await laptop.getByRole('button', { name: 'I am new here' }).click()
    await laptop.getByLabel('Handle').fill('ann')
    await laptop.getByLabel('Password').fill('short')
    await laptop.getByRole('button', { name: 'Create account' }).click()
    await laptop.getByText('5 characters more, please.').waitFor()
    await laptop.getByLabel('Password').fill('not the password')
    await laptop.keyboard.press('Enter')
    await laptop.getByText('Somebody has this handle already').waitFor()
    await passes(laptop)
    await laptop.getByRole('button', { name: 'I have an account' }).click()
    await laptop.getByLabel('Password').press('Enter')
    await laptop.getByText('The handle or the password is wrong.').waitFor()
    await signIn(laptop, 'ann', PASSWORD)
    await openRow(laptop, 'Bob')
    await laptop.getByLabel('Messages').getByText('Hello Ann!').waitFor()

    await settings(ann, 'Profile')
    await ann.getByLabel('Name').fill('Anna of the Hills')
    await ann.getByLabel('Handle').fill('bob')
    await ann.getByRole('button', { name: 'Save' }).click()
    await ann.getByText('Somebody has this handle already').waitFor()
    await ann.getByLabel('Handle').fill('anna')
    await ann.getByRole('button', { name: 'Save' }).click()
    await ann.getByText('Saved', { exact: true }).waitFor()
    await back(ann)
    await ann.getByRole('button', { name: 'Privacy' }).click()
    await ann.getByLabel('Who sees when I am online').selectOption('Nobody')
    await ann.getByText('You do not see either when others are').waitFor()
    await bob.reload()
    await bob.getByRole('list', { name: 'Chats' }).getByText('Anna of the Hills').waitFor()
    await bob.locator('.doing', { hasText: '@anna' }).waitFor()
    expect(pages().complaints.filter((words) => !/40[19]/.test(words))).toEqual([])
  })

  test('people are called as one likes, blocked, and heard again; nobody signs out of what is not sent yet unwarned', async () => {
    const [cat, dan] = [await pages().person('cat'), await pages().person('dan')]
    await openChat(dan, 'cat')
    await say(dan, 'First')
    await settings(cat, 'Contacts')
    await cat.getByLabel('Add by handle').fill('@dan')
    await cat.keyboard.press('Enter')
    await cat.getByRole('button', { name: 'Rename Dan' }).click()
    await cat.getByLabel('Name', { exact: true }).fill('Daniel from work')
    await cat.getByRole('button', { name: 'Save' }).click()
    await cat.getByRole('button', { name: 'Rename Daniel from work' }).waitFor()
    await back(cat)
    await back(cat)
    await chatMenu(cat, 'Daniel from work', 'Block')
    await cat.getByRole('dialog').getByRole('button', { name: 'Block' }).click()
    await settings(cat, 'Blocked')
    await cat.getByText('Daniel from work').waitFor()
    await say(dan, 'Nobody hears this')
    await dan.locator('.bubble.mine', { hasText: 'Nobody hears this' }).locator('.tick.sent').waitFor()
    await cat.getByRole('button', { name: 'Unblock' }).click()
    await cat.getByText('You have blocked nobody.').waitFor()
    await say(dan, 'Heard again')
    await back(cat)
    await back(cat)
    await openRow(cat, 'Daniel from work')
    await cat.getByLabel('Messages').getByText('Heard again').waitFor()
    expect(await cat.getByText('Nobody hears this').count()).toBe(0)

    await cat.context().setOffline(true)
    await cat.getByText('No network. What you write is sent later.').waitFor()
    await say(cat, 'Not gone yet')
    await cat.getByRole('button', { name: 'Menu', exact: true }).click()
    await cat.getByRole('menuitem', { name: 'Sign out' }).click()
    await cat.getByText('One message has not been sent yet and will be lost.').waitFor()
    await cat.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    await cat.context().setOffline(false)
    await dan.getByLabel('Messages').getByText('Not gone yet').waitFor()
    await cat.getByText('No network').waitFor({ state: 'detached' })
  })

  test('other devices are signed out, the password is changed, data taken along, and the account ended', async () => {
    const eve = await pages().person('eve')
    const laptop = await stranger()
    await signIn(laptop, 'eve', PASSWORD)
    await openChat(eve, 'eve')
    await say(eve, 'Remember the milk')
    await settings(eve, 'Devices')
    await eve.getByRole('button', { name: 'Sign out', exact: true }).click()
    await eve.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()
    await laptop.getByRole('heading', { name: 'Welcome to Parley' }).waitFor()
    await back(eve)

    await eve.getByRole('button', { name: 'Password' }).click()
    await eve.getByLabel('Password now').fill('not my password')
    await eve.getByLabel('New password').fill('another long password')
    await eve.keyboard.press('Enter')
    await eve.getByText('This is not your password.').waitFor()
    await eve.getByLabel('Password now').fill(PASSWORD)
    await eve.keyboard.press('Enter')
    await eve.getByText('Your password is changed.').waitFor()
    await signIn(laptop, 'eve', 'another long password')
    await back(eve)

    await eve.getByRole('button', { name: 'Your data' }).click()
    const download = eve.waitForEvent('download')
    await eve.getByRole('button', { name: 'Download my data' }).click()
    const taken = JSON.parse(readFileSync(await (await download).path(), 'utf8'))
    expect(JSON.stringify(taken)).toContain('Remember the milk')

    await eve.getByRole('button', { name: 'Delete my account' }).click()
    await eve.getByLabel('Type @eve to go on').fill('eva')
    expect(await eve.getByRole('button', { name: 'Delete for good' }).isDisabled()).toBe(true)
    await eve.getByLabel('Type @eve to go on').fill('@Eve')
    const ended = eve.waitForResponse((reply) => reply.request().method() === 'DELETE')
    await eve.getByRole('button', { name: 'Delete for good' }).click()
    expect((await ended).url()).toMatch(/\/v1\/me$/)
    expect((await ended).ok()).toBe(true)
    await eve.getByRole('heading', { name: 'Welcome to Parley' }).waitFor()
  })

  async function stranger(): Promise<Page> {
    const page = await (await pages().browser.newContext()).newPage()
    await page.goto(pages().url)
    return page
  }
})

async function settings(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Your account' }).click()
  await page.getByRole('button', { name }).click()
  await page.getByRole('heading', { name, level: 1 }).waitFor()
}

function back(page: Page): Promise<void> {
  return page.getByRole('button', { name: 'Back', exact: true }).click()
}

async function chatMenu(page: Page, title: string, item: string): Promise<void> {
  await page.getByRole('list', { name: 'Chats' }).getByText(title).click({ button: 'right' })
  await page.getByRole('menuitem', { name: item }).click()
}
