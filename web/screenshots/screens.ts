import type { Page } from 'playwright-core'
import { openRow } from '../../test/browser/page-system.ts'

/** A screen of the one whose view it is: how it is reached from the list of chats, and how it is left again. */
export type Screen = {
  readonly name: string
  readonly show: (page: Page) => Promise<void>
  readonly leave?: (page: Page) => Promise<void>
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
const dismiss = (page: Page) => page.keyboard.press('Escape')
const back = async (page: Page) => press(page, 'Back')

/** Opens a chat, and a menu or dialog of one of its messages. */
function messageScreen(name: string, text: string, item?: string): Screen {
  return {
    name,
    show: async (page) => {
      await openRow(page, 'Bob Okafor')
      const bubble = page.locator('.bubble', { hasText: text }).first()
      await bubble.click({ button: 'right', position: { x: 24, y: 12 } })
      if (item) await page.getByRole('menuitem', { name: item, exact: true }).click()
      await page.locator(item ? 'dialog[open]' : '[role=menu]').waitFor()
    },
    leave: dismiss,
  }
}

function accountScreen(title: string): Screen {
  return {
    name: title.toLowerCase().replace(' ', '-'),
    show: async (page) => {
      await page.locator('.action', { hasText: title }).first().click()
      await page.getByRole('heading', { name: title, exact: true }).waitFor()
    },
    leave: back,
  }
}

/** What there is to see from the list of chats on. */
export const SCREENS: readonly Screen[] = [
  { name: 'chats', show: (page) => page.getByRole('list', { name: 'Chats' }).waitFor() },
  { name: 'conversation', show: (page) => openRow(page, 'Bob Okafor') },
  messageScreen('menu', 'cherries'),
  messageScreen('forward', 'cherries', 'Forward'),
  messageScreen('message-info', 'cherries', 'Info'),
  messageScreen('delete', 'cherries', 'Delete'),
  {
    name: 'emoji',
    show: async (page) => {
      await openRow(page, 'Bob Okafor')
      await press(page, 'Emoji')
      await page.locator('.emoji:visible').first().waitFor()
    },
    leave: (page) => press(page, 'Emoji'),
  },
  {
    name: 'picture',
    show: async (page) => {
      await openRow(page, 'Bob Okafor')
      await page.locator('.picture').first().click()
      await page.locator('dialog[open] img').first().waitFor()
    },
    leave: dismiss,
  },
  {
    name: 'contact-info',
    show: async (page) => {
      await openRow(page, 'Bob Okafor')
      await press(page, 'Details')
      await page.locator('.side-panel').waitFor()
    },
    leave: (page) => press(page, 'Close'),
  },
  { name: 'group', show: (page) => openRow(page, 'Book club') },
  {
    name: 'group-info',
    show: async (page) => {
      await openRow(page, 'Book club')
      await press(page, 'Details')
      await page.locator('.side-panel').waitFor()
    },
    leave: (page) => press(page, 'Close'),
  },
  { name: 'long-name', show: (page) => openRow(page, 'Maximiliana') },
  {
    name: 'search',
    show: async (page) => {
      await page.getByPlaceholder('@handle').fill('bo')
      await page.getByRole('heading', { name: 'Chats', exact: true }).last().waitFor()
    },
    leave: (page) => page.getByPlaceholder('@handle').fill(''),
  },
  {
    name: 'nothing-found',
    show: async (page) => {
      await page.getByPlaceholder('@handle').fill('no such thing')
      await page.getByText('Nothing found').waitFor()
    },
    leave: (page) => page.getByPlaceholder('@handle').fill(''),
  },
  { name: 'new-chat', show: (page) => press(page, 'New chat'), leave: back },
  { name: 'new-group', show: (page) => press(page, 'New group'), leave: back },
  {
    name: 'shortcuts',
    show: async (page) => {
      await page.keyboard.press('Control+/')
      await page.getByRole('dialog').waitFor()
    },
    leave: dismiss,
  },
]

/** The pages of the account, each from the list of them. */
export const ACCOUNT_SCREENS: readonly Screen[] = [
  'Profile',
  'Contacts',
  'Privacy',
  'Blocked',
  'Notifications',
  'Devices',
  'Password',
  'Appearance',
  'Your data',
].map(accountScreen)

/** Goes through all of them, or those that are named, and looks at each. */
export async function walk(
  page: Page,
  look: (name: string) => Promise<void>,
  isWanted: (name: string) => boolean = () => true,
): Promise<void> {
  for (const screen of SCREENS.filter(({ name }) => isWanted(name))) await visit(page, screen, look)
  const pages = ACCOUNT_SCREENS.filter(({ name }) => isWanted(name))
  if (pages.length === 0 && !isWanted('settings')) return
  await page.locator('.me').click()
  await page.getByRole('heading', { name: 'Settings' }).waitFor()
  if (isWanted('settings')) await look('settings')
  for (const screen of pages) await visit(page, screen, look)
  await back(page)
}

async function visit(page: Page, { name, show, leave }: Screen, look: (name: string) => Promise<void>) {
  await show(page)
  await look(name)
  await leave?.(page)
  // On a phone the list is behind the conversation.
  const toList = page.locator('.thread').getByRole('button', { name: 'Back to chats' })
  if (await toList.isVisible()) await toList.click()
}
