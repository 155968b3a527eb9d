/** What the SDK has for Node alone. */
export { fileStorage } from './storage/file.ts'
