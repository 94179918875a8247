import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'

/** How a gateway of the tests behaves. */
export interface GatewayManners {
  /** Without it nothing is answered but 403. */
  token?: string
  /** By name; default: `fake`, of the language `actions`. */
  specs?: Record<string, object>
  /** Where every request is sent on to. */
  redirect?: string
  /** Kernels number their messages as Jupyter's do; default: they do. */
  isNumbered?: boolean
  /** Each DELETE is refused so often before it is heeded. */
  refusals?: number
  /** Kernels say nothing at all. */
  isMute?: boolean
}

/** A gateway of the tests, and what it has heard. */
export interface FakeGateway {
  url: string
  /** Its kernels by id. */
  kernels: Map<string, FakeKernel>
  /** `GET /api/kernelspecs`, and what stood in the header for the token. */
  heard: { request: string; authorization: string | undefined }[]
  /** What was asked when kernels were started. */
  started: Record<string, unknown>[]
  /** Ends it, and all that is connected. */
  stop(): void
}

type Content = Record<string, unknown>
interface Header {
  msg_id: string
  msg_type: string
  session: string
}

/**
 * A kernel whose cells are JSON lists of actions: `["print", TEXT]`, `["fail", ENAME]`, `["drop"]` (the socket is cut; what is sent then is
 * kept for the next one), `["lose", TEXT]` (printed into a socket that is cut at once), `["loseReply"]`, `["restart"]` (told by the gateway),
 * `["restartInSilence"]`, `["vanish"]`, `["limit"]`, `["ask"]`, `["junk"]`, `["wait"]`, `["close", CODE]`.
 */
class FakeKernel {
  readonly id: string = randomUUID()
  readonly #manners: GatewayManners
  readonly #gone: () => void
  #session: string = randomUUID()
  #socket: WebSocket | undefined
  #kept: string[] = []
  #sent = 0
  /** What was sent has left. */
  #flushed: Promise<void> = Promise.resolve()
  #count = 0
  #interrupted: () => void = () => {}
  /** Types of the messages that came. */
  readonly heard: string[] = []

  constructor(manners: GatewayManners, gone: () => void) {
    this.#manners = manners
    this.#gone = gone
  }

  connect(socket: WebSocket): void {
    this.#socket = socket
    socket.on('message', (data) => void this.#handle(JSON.parse(String(data))))
    socket.on('error', () => {})
    for (const text of this.#kept.splice(0)) socket.send(text)
  }

  interrupt(): void {
    this.#interrupted()
  }

  cut(): void {
    this.#socket?.terminate()
    this.#socket = undefined
  }

  async #drop(): Promise<void> {
    await this.#flushed
    this.cut()
  }

  #send(channel: string, msg_type: string, content: Content, parent: object, session = this.#session): void {
    const number = this.#sent++
    const msg_id = (this.#manners.isNumbered ?? true) ? `${session}_7_${number}` : randomUUID()
    const header = { msg_id, msg_type, session, username: 'fake', version: '5.4', date: new Date(0).toISOString() }
    const text = JSON.stringify({ channel, header, parent_header: parent, metadata: {}, content, buffers: [] })
    if (this.#socket) this.#flushed = new Promise((resolve) => this.#socket!.send(text, () => resolve()))
    else this.#kept.push(text)
  }

  async #handle({ header, content, channel }: { header: Header; content: Content; channel: string }): Promise<void> {
    this.heard.push(header.msg_type)
    if (this.#manners.isMute) return
    const publish = (type: string, said: Content) => this.#send('iopub', type, said, header)
    publish('status', { execution_state: 'busy' })
    let answer: Content | undefined = { status: 'ok' }
    if (header.msg_type === 'execute_request') answer = await this.#execute(String(content.code), publish, header)
    if (header.msg_type === 'kernel_info_request')
      answer = { status: 'ok', implementation: 'fake', protocol_version: '5.4' }
    if (answer) this.#send(channel, header.msg_type.replace('_request', '_reply'), answer, header)
    // Counted, and lost on its way.
    else this.#sent++
    publish('status', { execution_state: 'idle' })
    if (header.msg_type === 'shutdown_request') publish('shutdown_reply', { status: 'ok', restart: false })
  }

  async #execute(
    code: string,
    publish: (type: string, said: Content) => void,
    parent: Header,
  ): Promise<Content | undefined> {
    const execution_count = ++this.#count
    for (const [what, value] of JSON.parse(code) as [string, unknown][]) {
      if (what === 'print') publish('stream', { name: 'stdout', text: value })
      else if (what === 'drop') await this.#drop()
      else if (what === 'close') {
        this.#socket?.close(Number(value))
        this.#socket = undefined
      } else if (what === 'lose') {
        this.#sent++
        await this.#drop()
      } else if (what === 'loseReply') {
        await this.#drop()
        return undefined
      } else if (what === 'restart') publish('status', { execution_state: 'restarting' })
      else if (what === 'restartInSilence') this.#session = randomUUID()
      else if (what === 'vanish') {
        this.#gone()
        this.cut()
        await new Promise(() => {})
      } else if (what === 'limit')
        this.#send('iopub', 'stream', { name: 'stderr', text: limit }, parent, 'of-the-gateway')
      else if (what === 'ask') this.#send('stdin', 'input_request', { prompt: '?', password: false }, parent)
      else if (what === 'junk') this.#socket?.send('{"channel": "iopub", "header": 3}')
      else if (what === 'foreign') this.#ofOthers()
      if (what === 'wait' || what === 'ask' || what === 'restart') {
        await new Promise<void>((resolve) => {
          this.#interrupted = resolve
        })
        return { status: 'error', ename: 'KeyboardInterrupt', evalue: '', traceback: [], execution_count }
      }
      if (what === 'fail') {
        publish('error', { ename: value, evalue: 'no', traceback: [] })
        return { status: 'error', ename: value, evalue: 'no', traceback: [], execution_count }
      }
    }
    return { status: 'ok', execution_count }
  }

  /** The gateway itself asks, as it does when somebody connects: of that all hear but the answer. */
  #ofOthers(): void {
    const parent = { msg_id: randomUUID(), session: 'of-the-gateway', msg_type: 'kernel_info_request' }
    this.#send('iopub', 'status', { execution_state: 'busy' }, parent)
    this.#sent++
    this.#send('iopub', 'status', { execution_state: 'idle' }, parent)
  }
}

const limit = 'IOPub data rate exceeded.\nThe Jupyter server will temporarily stop sending output\n'
const usualSpecs = { fake: { argv: ['fake'], display_name: 'Fake', language: 'actions' } }

/** Runs `body` with a gateway on a free port of 127.0.0.1. */
export async function withFakeGateway(
  manners: GatewayManners,
  body: (gateway: FakeGateway) => Promise<void>,
): Promise<void> {
  const kernels = new Map<string, FakeKernel>()
  const [heard, started]: [FakeGateway['heard'], FakeGateway['started']] = [[], []]
  let refusals = 0
  const server = createServer((request, response) => void answer(request, response))
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => false })
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => {})
    const id = /^\/api\/kernels\/([^/]+)\/channels/.exec(request.url ?? '')?.[1] ?? ''
    note(request)
    if (!isWelcome(request) || !kernels.has(id))
      return void socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n')
    sockets.handleUpgrade(request, socket, head, (opened) => kernels.get(id)?.connect(opened))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const stop = () => {
    for (const kernel of kernels.values()) kernel.cut()
    server.closeAllConnections()
    server.close()
  }
  try {
    await body({ url: `http://127.0.0.1:${port}/`, kernels, heard, started, stop })
  } finally {
    stop()
  }

  function isWelcome({ headers }: IncomingMessage): boolean {
    return manners.token === undefined || headers.authorization === `token ${manners.token}`
  }

  function note({ method, url = '', headers }: IncomingMessage): void {
    heard.push({ request: `${method} ${url}`, authorization: headers.authorization })
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    note(request)
    const say = (status: number, content?: unknown) => {
      response.writeHead(status, { 'Content-Type': 'application/json' })
      response.end(content === undefined ? undefined : JSON.stringify(content))
    }
    const { pathname } = new URL(request.url ?? '', 'http://x')
    if (manners.redirect !== undefined) return void response.writeHead(302, { Location: manners.redirect }).end()
    if (!isWelcome(request)) return say(403, { message: 'Forbidden' })
    // As Jupyter Server is on its guard where it asks for no token.
    const { cookie, 'x-xsrftoken': shown } = request.headers
    if (manners.token === undefined && request.method !== 'GET' && cookie !== `_xsrf=${String(shown)}`)
      return say(403, { message: "'_xsrf' argument missing" })
    if (pathname === '/api/kernelspecs') {
      const specs = Object.entries(manners.specs ?? usualSpecs).map(([name, spec]) => [
        name,
        { name, spec, resources: {} },
      ])
      return say(200, { default: 'fake', kernelspecs: Object.fromEntries(specs) })
    }
    if (pathname === '/api/kernels' && request.method === 'POST') {
      let text = ''
      for await (const chunk of request) text += String(chunk)
      started.push(JSON.parse(text))
      const kernel: FakeKernel = new FakeKernel(manners, () => kernels.delete(kernel.id))
      kernels.set(kernel.id, kernel)
      return say(201, { id: kernel.id, name: started.at(-1)!.name })
    }
    const [, id = '', action] = /^\/api\/kernels\/([^/]+)(?:\/(\w+))?$/.exec(pathname) ?? []
    const kernel = kernels.get(id)
    if (!kernel) return say(404, { message: 'no such kernel' })
    if (action === 'interrupt') {
      kernel.interrupt()
      return say(204)
    }
    if (request.method !== 'DELETE') return say(200, { id, name: 'fake', execution_state: 'idle' })
    if (refusals++ < (manners.refusals ?? 0)) return say(500, { message: 'it is just being started' })
    kernel.cut()
    kernels.delete(id)
    say(204)
  }
}
