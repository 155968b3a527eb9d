import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi'
import { expect, test, vi } from 'vitest'
import { ENVIRONMENT } from '../../lambdas/environment.ts'

test('the AWS SDK posts to the address in the environment, stage and all, with no endpoint in code', async () => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    request.resume().on('end', () => response.end())
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  vi.stubEnv(ENVIRONMENT.callback, `http://127.0.0.1:${port}/prod`)
  try {
    const client = new ApiGatewayManagementApiClient({
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    })
    await client.send(new PostToConnectionCommand({ ConnectionId: 'abc=', Data: 'hello' }))
    client.destroy()
  } finally {
    vi.unstubAllEnvs()
    server.close()
  }
  expect(asked).toEqual(['POST /prod/@connections/abc%3D'])
})
