import { expect, it } from 'vitest'
import { documentKind } from './document-kind.ts'

it.each([
  ['.PDF', 'pdf'],
  ['.docx', 'words'],
  ['.xlsx', 'sheet'],
  ['.gz', 'archive'],
  ['.heic', 'picture'],
  ['.exe', 'other'],
  ['', 'other'],
])('%j is of the kind %s', (ending, kind) => {
  expect(documentKind(ending)).toBe(kind)
})
