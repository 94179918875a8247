import { randomBytes, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Figure } from '../../draw/index.ts'
import type { LiveStatus, Ready, Update } from './messages.ts'
import { paintStatus } from './paint.ts'
import { LivePictures } from './picture.ts'
import { readControl } from './read-control.ts'
import type { Feed } from './terminal-view.ts'
import { viewPage } from './view-page.ts'

const SCRIPT = new URL(
  import.meta.url.endsWith('.ts') ? '../../browser/served-tcp.js' : '../../../browser/served-tcp.js',
  import.meta.url,
)
const MOST_OF_BODY = 4_096
/** Of those who look at it at once. */
const MOST_READERS = 16
const FAR = 10_000

/**
 * The live view as a local page: it listens at 127.0.0.1 alone, and answers nobody who does not know its address, in which there is a
 * secret; other pages can neither read nor steer it.
 */
export class ViewServer {
  readonly #server: Server
  readonly #feed: Feed
  readonly #ready: Ready
  readonly #token = randomBytes(16).toString('hex')
  readonly #pictures: LivePictures
  readonly #readers = new Set<ServerResponse>()
  readonly #unwatch: () => void
  #status: LiveStatus | undefined
  #version = 0

  private constructor(feed: Feed, ready: Ready) {
    this.#feed = feed
    this.#ready = ready
    this.#pictures = new LivePictures(ready)
    this.#server = createServer((request, response) => this.#answer(request, response))
    this.#unwatch = feed.watch((update) => this.#take(update))
  }

  static async open(feed: Feed, ready: Ready): Promise<ViewServer> {
    const opened = new ViewServer(feed, ready)
    await new Promise<void>((resolve, reject) => {
      opened.#server.on('error', reject)
      opened.#server.listen(0, '127.0.0.1', resolve)
    })
    return opened
  }

  get address(): string {
    return `${this.#origin}/${this.#token}/`
  }

  close(): void {
    this.#unwatch()
    this.#server.close()
    this.#server.closeAllConnections()
  }

  get #origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  #take({ events, status }: Update): void {
    this.#pictures.take(events)
    this.#status = status
    this.#tell()
  }

  #tell(): void {
    this.#version++
    const text = `data: ${JSON.stringify(this.#told)}\n\n`
    for (const reader of this.#readers) if (reader.writableLength < 65_536) reader.write(text)
  }

  get #told(): Record<string, unknown> {
    const { loss = 0, delay = 0, rate } = this.#status?.conditions ?? {}
    const status = this.#status ? paintStatus(this.#status, FAR, '').trim().replace(/ ·$/, '') : ''
    return { version: this.#version, status, loss, delay, rate, connections: this.#pictures.connections }
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const nonce = randomBytes(16).toString('hex')
    for (const [name, value] of Object.entries(headersWith(nonce))) response.setHeader(name, value)
    const { pathname, searchParams } = new URL(request.url ?? '/', this.#origin)
    const [, token = '', name = '', ...more] = pathname.split('/')
    if (!this.#isMeant(request) || !isSameSecret(token, this.#token) || more.length > 0)
      endResponse(response, 403, 'no\n')
    else if (request.method === 'POST' && name === 'control') this.#control(request, response)
    else if (request.method !== 'GET') endResponse(response, 405, 'GET\n')
    else if (name === '')
      endResponse(response, 200, viewPage(this.#ready, nonce, readFileSync(SCRIPT, 'utf8')), 'text/html')
    else if (name === 'events') this.#follow(response)
    else if (name === 'ladder' || name === 'cwnd') this.#draw(name, searchParams, response)
    else endResponse(response, 404, 'nothing\n')
  }

  /** By a name of its own, another page's host would be this one (DNS rebinding); another page says so by its origin. */
  #isMeant({ headers, method }: IncomingMessage): boolean {
    if (`http://${headers.host}` !== this.#origin) return false
    return headers.origin === undefined ? method === 'GET' : headers.origin === this.#origin
  }

  #follow(response: ServerResponse): void {
    if (this.#readers.size >= MOST_READERS) {
      endResponse(response, 503, 'too many\n')
      return
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(`retry: 1000\ndata: ${JSON.stringify(this.#told)}\n\n`)
    this.#readers.add(response)
    response.on('close', () => this.#readers.delete(response))
  }

  #draw(name: 'ladder' | 'cwnd', query: URLSearchParams, response: ServerResponse): void {
    const connection = query.get('connection') || this.#pictures.connections.at(-1)
    const width = Math.min(1_200, Math.max(300, Math.floor(Number(query.get('width')) || 680)))
    let figure: Figure | undefined
    if (connection !== undefined) figure = this.#pictures[name](connection)
    if (!figure) endResponse(response, 204, '')
    else
      endResponse(
        response,
        200,
        JSON.stringify({ svg: figure.svg(width), sentence: figure.sentence }),
        'application/json',
      )
  }

  #control(request: IncomingMessage, response: ServerResponse): void {
    let text = ''
    request.setEncoding('utf8')
    request.on('data', (piece: string) => {
      text += piece
      if (text.length > MOST_OF_BODY) request.destroy()
    })
    request.on('end', () => {
      const asked = parsedBody(text)
      const control = readControl(asked)
      if (control) this.#feed.control(control)
      const isClear = typeof asked === 'object' && asked !== null && 'clear' in asked
      if (isClear) this.#pictures.clear()
      endResponse(response, control || isClear ? 204 : 400, '')
    })
  }
}

function headersWith(nonce: string): Record<string, string> {
  const policy = [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]
  return {
    'content-security-policy': policy.join('; '),
    'cache-control': 'no-store',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  }
}

function endResponse(response: ServerResponse, code: number, text: string, type = 'text/plain'): void {
  response.writeHead(code, { 'content-type': `${type}; charset=utf-8` })
  response.end(text)
}

function isSameSecret(given: string, token: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(token)]
  return one.length === other.length && timingSafeEqual(one, other)
}

function parsedBody(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
