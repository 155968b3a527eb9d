import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { eventually, inTime } from '../fixtures/eventually.ts'
import { handleLike } from './accounts.ts'
import { newDevice } from './devices.ts'
import { useSystem } from './target.ts'

const system = useSystem()
const MAIN = join(import.meta.dirname, '../../examples/terminal/main.ts')
const PASSWORD = 'correct horse battery'
const folder = mkdtempSync(join(tmpdir(), 'parley-terminal-'))
const running = new Set<ChildProcess>()
afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** A terminal that runs one command; what it prints and takes are pipes. */
class Terminal {
  printed = ''
  complaints = ''
  readonly #child: ChildProcess
  readonly #ended: Promise<number | null>

  constructor(device: string, ...words: string[]) {
    const { httpUrl, socketUrl } = system()
    const args = [...words, '--data', join(folder, device), '--http', httpUrl, '--socket', socketUrl]
    const env = { ...process.env, PARLEY_PASSWORD: PASSWORD }
    this.#child = spawn(process.execPath, [MAIN, ...args], { env, cwd: folder })
    running.add(this.#child)
    this.#child.stdout!.on('data', (chunk: Buffer) => {
      this.printed += chunk
    })
    this.#child.stderr!.on('data', (chunk: Buffer) => {
      this.complaints += chunk
    })
    this.#ended = new Promise((resolve) => this.#child.once('close', resolve))
  }

  write(line: string): void {
    this.#child.stdin!.write(`${line}\n`)
  }

  /** Resolves when this stands in a line. */
  async shows(...words: string[]): Promise<void> {
    await eventually(() => {
      const found = this.printed.split('\n').some((line) => words.every((word) => line.includes(word)))
      expect(found, `a line with ${words.join(' and ')} in:\n${this.printed}${this.complaints}`).toBe(true)
    })
  }

  /** The number of the message with this text. */
  numberOf(text: string): string {
    return /#(\d+)/.exec(this.printed.split('\n').find((line) => line.includes(text))!)![1]!
  }

  /** Ctrl-C. */
  stop(): Promise<number | null> {
    this.#child.kill('SIGINT')
    return this.exit()
  }

  /** Its exit code, when it has ended by itself. */
  exit(): Promise<number | null> {
    this.#child.stdin!.end()
    return inTime(this.#ended, 'the terminal ends')
  }
}

test('two people in terminals talk, see what becomes of their messages, and leave nothing locked', async () => {
  const [ann, bob] = [handleLike('ann'), handleLike('bob')]
  const signUps = [
    new Terminal('ann', 'sign-up', ann, '--name', 'Ann\u001b[31m'),
    new Terminal('bob', 'sign-up', bob, '--name', 'Bob'),
  ]
  for (const terminal of signUps) expect(await terminal.exit(), terminal.complaints).toBe(0)

  const [hers, his] = [new Terminal('ann', 'follow', `@${bob}`), new Terminal('bob', 'follow', ann)]
  await Promise.all([hers.shows('── Bob'), his.shows('── Ann')])
  hers.write('Hello Bob!')
  await his.shows('Ann', 'Hello Bob!')
  await hers.shows('You: Hello Bob!', '✓')
  await hers.shows('✓✓ read')
  his.write(`/reply ${his.numberOf('Hello Bob!')} And to you, \u001b]0;owned\u0007`)
  await hers.shows('Bob: (to #', 'And to you, ␛]0;owned␇')
  his.write(`/react ${his.numberOf('Hello Bob!')} 👍`)
  await hers.shows('↻', 'Hello Bob!', '👍 Bob')
  hers.write(`/edit ${hers.numberOf('Hello Bob!')} Hello dear Bob!`)
  await his.shows('↻', 'Hello dear Bob!', '(edited)')
  his.write(`/delete ${his.numberOf('And to you')}`)
  await hers.shows('↻', 'Bob: (deleted)')
  his.write('/delete 999')
  await his.shows('! There is no message #999 here.')
  expect(hers.printed + his.printed).not.toContain('\u001b')

  writeFileSync(join(folder, 'plan.txt'), 'chapter one')
  hers.write('/file plan.txt')
  await his.shows('[document, plan.txt, 11 B]')
  his.write(`/save ${his.numberOf('plan.txt')} saved.txt`)
  await his.shows('· saved as')
  expect(readFileSync(join(folder, 'saved.txt'), 'utf8')).toBe('chapter one')

  const { client } = await newDevice(system())
  await client.signIn({ handle: bob, password: PASSWORD })
  await client.connect()
  const chat = await client.openDirect(ann)
  chat.typing()
  await hers.shows('· Bob is writing …')

  expect([await hers.stop(), await his.stop()]).toEqual([0, 0])
  for (const device of ['ann', 'bob']) expect(existsSync(join(folder, device, 'lock'))).toBe(false)

  // What was missed meanwhile is received, once; then it stands in the list.
  await chat.send('Until tomorrow').acked
  const received = new Terminal('ann', 'receive', '--once')
  expect(await received.exit(), received.complaints).toBe(0)
  expect(received.printed).toMatch(/^Bob \(@\S+\) {2}#\d+ .*Bob: Until tomorrow\n$/)
  const listed = new Terminal('ann', 'chats')
  expect(await listed.exit()).toBe(0)
  expect(listed.printed).toMatch(/Bob .*\[1 new\].*Until tomorrow/)

  const group = new Terminal('ann', 'new-group', 'Book club', bob)
  expect(await group.exit(), group.complaints).toBe(0)
  const sent = new Terminal('ann', 'send', 'book club')
  sent.write('from a pipe')
  expect(await sent.exit(), sent.complaints).toBe(0)
  expect(sent.printed).toMatch(/^#\d+\n$/)
  const nothing = new Terminal('ann', 'receive', '--once')
  expect([await nothing.exit(), nothing.printed]).toEqual([0, ''])
  const stranger = new Terminal('ann', 'send', '@nobody_is_called_this', 'hello')
  expect(await stranger.exit()).toBe(1)
  expect(stranger.complaints).toContain('Check the id or the handle.')
})
