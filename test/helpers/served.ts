import { createReadStream, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { createGzip } from 'node:zlib'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
}

/** A folder over HTTP on loopback, as any host of static files would have it: text packed by gzip where the browser takes it. */
export interface Served {
  /** With a slash at its end. */
  address: string
  close(): Promise<void>
}

/** @param base the path at which the folder stands: `/` or `/sub/path/` */
export async function served(folder: string, base = '/'): Promise<Served> {
  const server = createServer(({ url = '/', headers }, response) => {
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname)
    const below = path.startsWith(base) ? path.slice(base.length) : undefined
    const file = below === undefined ? undefined : join(folder, normalize(`/${below === '' ? 'index.html' : below}`))
    if (file === undefined || !statSync(file, { throwIfNoEntry: false })?.isFile()) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not here')
      return
    }
    const type = types[extname(file)] ?? 'application/octet-stream'
    const isPacked = /^text|svg/.test(type) && /\bgzip\b/.test(String(headers['accept-encoding']))
    response.writeHead(200, { 'content-type': type, ...(isPacked && { 'content-encoding': 'gzip' }) })
    if (isPacked) createReadStream(file).pipe(createGzip()).pipe(response)
    else createReadStream(file).pipe(response)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}${base}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}
