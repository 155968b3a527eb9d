import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Starts to listen; resolves to `host:port` with the port that was really taken. */
export async function listen(server: Server, port: number, host = '127.0.0.1'): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve())
  })
  return `${host}:${(server.address() as AddressInfo).port}`
}

/** Stops listening and lets requests under way end, for at most `graceMs`. */
export async function shut(server: Server, graceMs = 1000): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const force = setTimeout(() => server.closeAllConnections(), graceMs)
  await closed
  clearTimeout(force)
}

/** The caller's address without the IPv6 wrapping of an IPv4 one. */
export const sourceIp = (address: string | undefined) => (address ?? '').replace(/^::ffff:/, '')
