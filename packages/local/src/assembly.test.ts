import { expect, test } from 'vitest'
import { readAssembly } from './assembly.ts'
import { temporaryFolder, writeAssembly } from './testing/assembly.ts'

test('a stack is read with its assets', () => {
  using folder = temporaryFolder()
  writeAssembly(folder.path, { Resources: {} }, { code: 'export {}' })
  const assembly = readAssembly(folder.path)
  expect(assembly.stackName).toBe('Test')
  expect(assembly.region).toBeUndefined()
  expect(assembly.asset('code.zip')).toBe(`${folder.path}/asset.code`)
  expect(() => assembly.asset('other.zip')).toThrow('no asset of')
  expect(readAssembly(folder.path, 'Test').template).toEqual({ Resources: {} })
  expect(() => readAssembly(folder.path, 'Other')).toThrow('has no stack Other (it has: Test)')
})

test('a folder that is no assembly is refused with what to do', () => {
  using folder = temporaryFolder()
  expect(() => readAssembly(folder.path)).toThrow('run `cdk synth` first')
})
