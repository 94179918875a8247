import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileNamed, nameAt } from './file.ts'
import { missingPage, ownPaths, reloadScript, withReload } from './page.ts'
import { Readers, versionOf } from './readers.ts'

export interface ServedPages {
  /** Of the pages, absolute, without symbolic links. */
  folder: string
  /** 0: one that is free. */
  port: number
  /** The page that stands for all when none is named `index.html`: the relative address of its file. */
  front(): string | undefined
}

export interface PageServer {
  /** `http://127.0.0.1:PORT/` */
  address: string
  /** Tells the readers of pages that were written anew. */
  changed(): Promise<void>
  /** Shows on every page what is wrong; see {@link Readers.show}. */
  show(problems: readonly string[]): void
  close(): Promise<void>
}

/**
 * Hands a folder of pages to browsers on this machine, with a script in each that replaces what is another in it, or loads it again where
 * it was being read.
 *
 * @throws the system's error, `EADDRINUSE` when the port is taken
 */
export async function servePages({ folder, port, front }: ServedPages): Promise<PageServer> {
  const readers = new Readers(folder)
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error))
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const taken = (server.address() as AddressInfo).port
  const hosts = ['127.0.0.1', 'localhost'].map((name) => new URL(`http://${name}:${taken}`).host)
  return {
    address: `http://${hosts[0]}/`,
    changed: () => readers.look(),
    show: (problems) => readers.show(problems),
    close: async () => {
      readers.close()
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Another name would be that of a site which has its name lead here, to read what it finds.
    if (!hosts.includes(request.headers.host ?? ''))
      return respondInWords(response, 403, 'This server answers to its own address.')
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return respondInWords(response, 405, 'There is only reading here.')
    const [path = '/', query = ''] = (request.url ?? '/').split('?', 2)
    if (path === ownPaths.script) return respond(response, 200, 'text/javascript; charset=utf-8', reloadScript())
    if (path === ownPaths.events) {
      const asked = new URLSearchParams(query)
      const version = request.headers['last-event-id'] ?? asked.get('version') ?? ''
      return readers.add(asked.get('page') ?? '', String(version), response)
    }
    const name = nameAt(path)
    const file = await fileNamed(folder, name)
    if (file?.type.startsWith('text/html')) {
      const page = withReload(file.content.toString(), file.name, versionOf(file.content))
      return respond(response, 200, file.type, page)
    }
    if (file) return respond(response, 200, file.type, file.content)
    const other = path === '/' ? front() : undefined
    if (other !== undefined) return respond(response.setHeader('location', `/${other}`), 302, 'text/plain', '')
    return respond(response, 404, 'text/html; charset=utf-8', missingPage(name))
  }
}

function respondInWords(response: ServerResponse, status: number, sentence: string): void {
  respond(response, status, 'text/plain; charset=utf-8', `${sentence}\n`)
}

function respond(response: ServerResponse, status: number, type: string, content: string | Buffer): void {
  const headers = {
    'cache-control': 'no-store',
    'content-type': type,
    // Pages of other sites cannot take in what notebooks hold, nor stand around it.
    'cross-origin-resource-policy': 'same-origin',
    'content-security-policy': "frame-ancestors 'self'",
    'x-content-type-options': 'nosniff',
  }
  response.writeHead(status, headers).end(content)
}
