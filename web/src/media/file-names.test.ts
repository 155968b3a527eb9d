import { expect, it } from 'vitest'
import { plainName, shownName } from './file-names.ts'

it.each([
  ['report.pdf', 'report', '.pdf'],
  ['archive.tar.gz', 'archive.tar', '.gz'],
  ['מסמך.docx', 'מסמך', '.docx'],
  ['no ending', 'no ending', ''],
  ['.profile', '.profile', ''],
  ['a.verylongending', 'a.verylongending', ''],
  ['photo\u202egpj.exe', 'photogpj', '.exe'],
  ['two\r\nlines\0.txt', 'two lines', '.txt'],
  ['\u200b\u2066 ', 'Document', ''],
  [undefined, 'Document', ''],
])('%j is shown as %j and its ending %j', (name, stem, end) => {
  expect(shownName(name, 'Document')).toEqual({ stem, end })
})

it('is said in one piece', () => {
  expect(plainName('invoice\u202efdp.js', 'Document')).toBe('invoicefdp.js')
})
