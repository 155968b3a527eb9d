import type { Log } from './contracts.ts'

export const consoleLog: Log = {
  info: (line) => console.log(line),
  warn: (line) => console.warn(`warning: ${line}`),
  error: (line) => console.error(`error: ${line}`),
}

export const silentLog: Log = { info() {}, warn() {}, error() {} }
