import { COMMANDS } from './arguments.ts'

const rows = Object.entries(COMMANDS).map(
  ([name, { takes, does }]) => `  ${`${name} ${takes}`.padEnd(30)}${does}`,
)

/** What `--help` prints. */
export const USAGE = `Parley in a terminal.

  node examples/terminal/main.ts <command> [options]

${rows.join('\n')}

A <chat> is @handle, the title of a group, or the id that \`chats\` shows.
In \`follow\`, what you write is sent, and /help lists what else can be done. Ctrl-C ends it.

  --as <handle>       whose device this is; not needed while there is only one
  --data <folder>     where it is kept; ~/.parley-terminal/<handle> unless said
  --at <page>         the page of the backend, told at sign-up or sign-in; http://localhost:4000 unless said
  --http, --socket    the backend's two addresses, instead of --at
  --name <name>       for sign-up
  --file <path>       for send: a file that goes along
  --last <number>     for follow: how many messages it begins with (20)
  --once              for receive: end when all that was missed is printed
  --help

The password is asked for, or taken from PARLEY_PASSWORD.
Exit codes: 0 done, 1 refused or failed, 2 a command line that makes no sense, 130 stopped before it was done.`
