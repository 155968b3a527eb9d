import { ParleyError } from '../error.ts'
import type { Storage } from '../storage.ts'
import { Records } from './records.ts'

/** A storage that lives as long as this object: for tests, and for sessions that shall leave nothing behind. */
export function memoryStorage(): Storage {
  const records = new Records()
  let isOpen = false
  return {
    async open() {
      if (isOpen) throw new ParleyError('STORAGE_BUSY')
      isOpen = true
    },
    async close() {
      isOpen = false
    },
    async get(key) {
      return records.get(key)
    },
    async list(range) {
      return records.list(range)
    },
    async write(changes) {
      if (!isOpen) throw new ParleyError('STORAGE_FAILED', { detail: 'the storage is not open' })
      records.apply(changes)
    },
  }
}
