import { DynamoDBClient, ListTablesCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import type { Page } from 'playwright-core'

/**
 * Makes a conversation of which one message was said one of `count`, as if its people had long been talking: on this
 * person's device, which has received all of it, and for the system, whose log ends with the last of them. Returns the
 * person's page, opened again. (The log's key is its counter: what was said before its end makes no difference to
 * what is said next.)
 */
export async function seedHistory(page: Page, dynamodbUrl: string, count: number): Promise<Page> {
  const { url, context } = { url: page.url(), context: page.context() }
  await page.close()
  await seedLog(dynamodbUrl, count)
  const writer = await context.newPage()
  await writer.goto(new URL('/endpoints.json', url).href)
  await writer.evaluate(seedDevice, count)
  await writer.close()
  const again = await context.newPage()
  await again.goto(url)
  return again
}

async function seedLog(endpoint: string, count: number): Promise<void> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials })
  const { TableNames = [] } = await client.send(new ListTablesCommand({}))
  const table = TableNames.find((name) => name.includes('Messages'))!
  const { Items = [] } = await client.send(new ScanCommand({ TableName: table }))
  const first = Items.find(({ seq, text }) => seq?.N === '1' && text)
  if (!first) throw new Error('Say one message first.')
  const end = { N: String(count) }
  const said = { seq: end, n: end, clientId: { S: `seeded-${count}` }, text: { S: `Message ${count}` } }
  await client.send(new PutItemCommand({ TableName: table, Item: { ...first, ...said } }))
  client.destroy()
}

/** Runs in the browser, in place of a client: it writes what one would have written. */
async function seedDevice(count: number): Promise<void> {
  const request = indexedDB.open('parley', 1)
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
  const tx = db.transaction('records', 'readwrite')
  const records = tx.objectStore('records')
  const find = (prefix: string) =>
    new Promise<{ key: string; value: Record<string, unknown> }>((resolve, reject) => {
      const found = records.openCursor(IDBKeyRange.bound(prefix, `${prefix}\uffff`))
      found.onsuccess = () => resolve({ key: found.result!.key as string, value: found.result!.value })
      found.onerror = () => reject(found.error)
    })
  const conversation = await find('conversation/')
  const entry = await find('entry/')
  const folder = entry.key.slice(0, entry.key.lastIndexOf('/'))
  for (let seq = 2; seq <= count; seq++) {
    const text = `Message ${seq}${', with some more words to it'.repeat(seq % 7)}`
    const value = { ...entry.value, seq, n: seq, clientId: `seeded-${seq}`, text }
    records.put(value, `${folder}/${String(seq).padStart(16, '0')}`)
  }
  const end = { seq: count, n: count }
  const read = { delivered: count, read: count }
  const whole = { first: 1, tail: count, takenN: count, whole: true, shows: count }
  const record = { ...conversation.value, ...whole, head: end, counted: end, mine: read, said: read }
  records.put(record, conversation.key)
  await new Promise<void>((resolve, reject) => {
    tx.oncomplete = () => resolve()
    tx.onabort = () => reject(tx.error)
  })
  db.close()
}
