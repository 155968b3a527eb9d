import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { WebSocketServer } from 'ws'
import type { FakeBackend } from './fake-backend.ts'

/** The fake backend behind a real port of this machine. */
export async function serve(backend: FakeBackend) {
  const http = createServer(async (request, response) => {
    const body = await text(request)
    const token = request.headers.authorization?.replace('Bearer ', '')
    const url = new URL(request.url ?? '/', 'http://localhost')
    const reply = backend.handle(request.method ?? 'GET', url, token, JSON.parse(body || '{}'))
    response.writeHead(reply.status, { 'content-type': 'application/json' }).end(JSON.stringify(reply.body))
  })
  const sockets = new WebSocketServer({ noServer: true })
  http.on('upgrade', (request, tcp, head) => {
    sockets.handleUpgrade(request, tcp, head, (socket) => {
      const { searchParams } = new URL(request.url ?? '/', 'http://localhost')
      const peer = backend.connect(searchParams, {
        send: (frame) => socket.send(JSON.stringify(frame)),
        close: () => socket.close(),
      })
      if (!peer) return socket.terminate()
      socket.on('message', (frame) => peer.receive(String(frame)))
      socket.on('close', () => peer.closed())
    })
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo
  return {
    httpUrl: `http://127.0.0.1:${port}`,
    socketUrl: `ws://127.0.0.1:${port}`,
    /** Every socket is torn down without a word. */
    cut: () => {
      for (const socket of sockets.clients) socket.terminate()
    },
    stop: async () => {
      for (const socket of sockets.clients) socket.terminate()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}
