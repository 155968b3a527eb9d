import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { passes } from './accessible.ts'
import { describePages } from './describe-pages.ts'
import { openChat, openRow, say } from './page-system.ts'

describePages('the list of chats on the page', (pages) => {
  test('shows what waits, is sorted, searched and put aside as one likes', async () => {
    const ann = await pages().person('ann')
    const [bob, noa] = [await pages().person('bob', 'Bob Okafor'), await pages().person('noa', 'נועה לוי')]
    await openChat(noa, 'ann')
    await say(noa, 'שלום')
    await row(ann, 'נועה').waitFor()
    await openChat(bob, 'ann')
    await say(bob, 'Hello')
    await row(ann, 'Bob').getByLabel('1 unread').waitFor()
    await title(ann, '(2) Parley')
    expect(await titles(ann)).toEqual(['Bob Okafor', 'נועה לוי'])

    await row(ann, 'נועה').getByRole('button').first().focus()
    await ann.keyboard.press('Shift+F10')
    await ann.getByRole('menuitem', { name: 'Pin on top' }).click()
    await row(ann, 'נועה').getByLabel('Pinned').waitFor()
    expect(await titles(ann)).toEqual(['נועה לוי', 'Bob Okafor'])

    await menu(ann, 'Bob', 'Mute')
    await ann.getByRole('button', { name: 'For 8 hours' }).click()
    await row(ann, 'Bob').getByLabel('Muted').waitFor()
    await title(ann, '(1) Parley')

    await openRow(ann, 'Bob')
    await ann.getByLabel('Message', { exact: true }).fill('Dear Bob')
    await openRow(ann, 'נועה')
    await row(ann, 'Bob').getByText('Draft: Dear Bob').waitFor()
    await title(ann, 'Parley')
    await menu(ann, 'נועה', 'Mark as unread')
    await row(ann, 'נועה').getByLabel('Unread', { exact: true }).waitFor()
    await passes(ann)

    await ann.getByPlaceholder('@handle').fill('okaf')
    await ann.getByRole('heading', { name: 'Chats', level: 2 }).waitFor()
    expect(await titles(ann)).toEqual(['Bob Okafor'])
    await ann.getByPlaceholder('@handle').fill('nobody.here')
    await ann.getByText('Nobody goes by @nobody.here.').waitFor()
    await ann.getByPlaceholder('@handle').fill('???')
    await ann.getByText('Nothing found for “???”').waitFor()
    await ann.getByPlaceholder('@handle').fill('')

    await menu(ann, 'Bob', 'Archive')
    await ann.getByRole('button', { name: 'Archived' }).click()
    await row(ann, 'Bob').waitFor()
    await menu(ann, 'Bob', 'Unarchive')
    await ann.getByText('Nothing is archived.').waitFor()
    await ann.getByRole('button', { name: 'Back to chats' }).first().click()
    await menu(ann, 'Bob', 'Delete chat')
    await ann.getByRole('dialog').getByRole('button', { name: 'Delete chat' }).click()
    await row(ann, 'Bob').waitFor({ state: 'detached' })
    expect(pages().complaints).toEqual([])
  })

  test('a page in the background tells of messages, except of those one does not want to hear of', async () => {
    const [cat, dan] = [await pages().person('cat'), await pages().person('dan')]
    await openChat(dan, 'cat')
    await say(dan, 'Before')
    await row(cat, 'Dan').waitFor()
    await cat.addInitScript(standIn)
    await cat.reload()
    await cat.getByRole('button', { name: 'Turn on' }).click()
    await hide(cat, true)
    await say(dan, 'Are you there?')
    await told(cat, [['Dan', 'Are you there?', 'open']])
    await menu(cat, 'Dan', 'Mark as read')
    await told(cat, [['Dan', 'Are you there?', 'closed']])

    await menu(cat, 'Dan', 'Mute')
    await cat.getByRole('button', { name: 'Always' }).click()
    await say(dan, 'Not heard')
    await row(cat, 'Dan').getByText('Not heard').waitFor()
    await menu(cat, 'Dan', 'Unmute')
    await say(dan, 'Heard')
    await told(cat, [
      ['Dan', 'Are you there?', 'closed'],
      ['Dan', 'Heard', 'open'],
    ])
    await cat.evaluate(() => (globalThis as unknown as Stage).notices.at(-1)?.onclick?.())
    await hide(cat, false)
    await cat.getByLabel('Messages').getByText('Not heard').waitFor()
  })

  test('somebody who is mentioned in a group sees it, by a mark of its own', async () => {
    const [eve, fay] = [await pages().person('eve'), await pages().person('fay')]
    await openChat(eve, 'fay')
    await eve.getByRole('button', { name: 'New chat' }).click()
    await eve.getByLabel('Find people').fill('gus')
    await eve.getByText('Nobody goes by @gus.').waitFor()
    await eve.getByLabel('Find people').fill('FAY')
    await eve.getByRole('button', { name: 'Fay @fay' }).waitFor()
    await eve.getByLabel('Find people').fill('')
    await eve.getByRole('button', { name: 'New group' }).click()
    await eve.getByLabel('Group name').fill('Garden')
    await eve.getByRole('checkbox', { name: 'Fay' }).check()
    await eve.getByRole('button', { name: 'Create with 2 members' }).click()
    await row(fay, 'Garden').getByText('Eve').waitFor()
    await eve.getByLabel('Message', { exact: true }).fill('Who waters it, @fa')
    await eve.getByRole('option', { name: 'Fay' }).click()
    await eve.keyboard.press('Enter')
    await row(fay, 'Garden').getByLabel('You were mentioned').waitFor()
    await row(fay, 'Garden').getByText('Eve: ').waitFor()
    await openRow(fay, 'Garden')
    await row(fay, 'Garden').getByLabel('You were mentioned').waitFor({ state: 'detached' })
  })
})

type Notice = { title: string; body: string; state: string; onclick?: () => void }
type Stage = { notices: Notice[]; isHidden: boolean }

/** In the page: a stand-in for the system's notifications, and a page that can be in the background. */
function standIn(): void {
  const stage = globalThis as unknown as Stage
  stage.notices = []
  stage.isHidden = false
  Object.defineProperty(document, 'visibilityState', { get: () => (stage.isHidden ? 'hidden' : 'visible') })
  class StandIn implements Notice {
    static permission = 'default'
    static async requestPermission() {
      StandIn.permission = 'granted'
      return 'granted'
    }
    state = 'open'
    readonly title: string
    readonly body: string
    constructor(title: string, { body }: { body: string }) {
      this.title = title
      this.body = body
      stage.notices.push(this)
    }
    close() {
      this.state = 'closed'
    }
  }
  Object.assign(globalThis, { Notification: StandIn })
}

function hide(page: Page, isHidden: boolean): Promise<void> {
  return page.evaluate((is) => {
    ;(globalThis as unknown as Stage).isHidden = is
    document.dispatchEvent(new Event('visibilitychange'))
  }, isHidden)
}

function told(page: Page, notices: readonly (readonly string[])[]): Promise<void> {
  const now = () =>
    page.evaluate(() =>
      (globalThis as unknown as Stage).notices.map(({ title, body, state }) => [title, body, state]),
    )
  return expect.poll(now, { timeout: 20_000 }).toEqual(notices)
}

function title(page: Page, words: string): Promise<void> {
  return expect.poll(() => page.title(), { timeout: 20_000 }).toBe(words)
}

function row(page: Page, name: string) {
  return page.getByRole('list', { name: /chats/i }).getByRole('listitem').filter({ hasText: name })
}

function titles(page: Page): Promise<string[]> {
  return page.getByRole('list', { name: 'Chats' }).locator('.row strong').allTextContents()
}

async function menu(page: Page, name: string, item: string): Promise<void> {
  await row(page, name).getByRole('button').first().click({ button: 'right' })
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}
