import { clearScreenDown, createInterface, moveCursor } from 'node:readline'

/** Where lines are printed while others are written. */
export type Screen = {
  print(text: string): void
  /** Who is writing now; empty for nobody. */
  typing(words: string): void
  close(): void
}

type Hears = {
  readonly line: (text: string) => void
  /** A key was pressed that does not end the line. */
  readonly key: () => void
  readonly say: (line: string) => void
}

/** A terminal keeps the line being written below all others; elsewhere lines come in and go out as they are. */
export function openScreen(hears: Hears): Screen {
  return process.stdin.isTTY && process.stdout.isTTY ? terminal(hears) : pipe(hears)
}

function pipe({ line, say }: Hears): Screen {
  const lines = createInterface({ input: process.stdin, terminal: false })
  lines.on('line', line)
  return {
    print: say,
    typing: (words) => words && say(`· ${words}`),
    close: () => {
      lines.close()
      process.stdin.destroy()
    },
  }
}

function terminal({ line, key, say }: Hears): Screen {
  const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: '> ' })
  const clear = () => {
    const { rows } = lines.getCursorPos()
    moveCursor(process.stdout, -999, -rows)
    clearScreenDown(process.stdout)
  }
  const print = (text: string) => {
    clear()
    say(text)
    lines.prompt(true)
  }
  lines.on('line', (text) => {
    // What was written comes back as a message of the log: the line itself goes.
    const rows = Math.ceil((lines.getPrompt().length + text.length + 1) / (process.stdout.columns || 80))
    moveCursor(process.stdout, 0, -rows)
    clearScreenDown(process.stdout)
    line(text)
    lines.prompt()
  })
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  // Ctrl-D on an empty line.
  lines.on('close', () => process.kill(process.pid, 'SIGINT'))
  process.stdin.on('keypress', (_text, { name = '' }: { name?: string } = {}) => name !== 'return' && key())
  lines.prompt()
  return {
    print,
    typing: (words) => {
      clear()
      lines.setPrompt(words ? `(${words}) > ` : '> ')
      lines.prompt(true)
    },
    close: () => {
      clear()
      lines.removeAllListeners('close')
      lines.close()
    },
  }
}
