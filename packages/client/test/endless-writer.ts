/** Writes record after record to the file storage in argv[2], and says each number once it is durable. */
import { fileStorage } from '../src/node.ts'

const storage = fileStorage(process.argv[2]!)
await storage.open()
for (let number = 0; ; number++) {
  const pair = [`a/${number}`, `b/${number}`]
  await storage.write(pair.map((key) => ({ key, value: 'x'.repeat(200) })))
  process.stdout.write(`${number}\n`)
}
