import { AsyncLocalStorage } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'
import tls from 'node:tls'
import type { KernelAPI, KernelConnection, ServerConnection } from '@jupyterlab/services'
import { GatewayError } from '../kernel/errors.ts'
import type { GatewayAddress } from './address.ts'

/** What is used of the package. */
export interface Services {
  KernelAPI: typeof KernelAPI
  KernelConnection: typeof KernelConnection
  ServerConnection: typeof ServerConnection
}

/** The package, which only who has a gateway needs to have. @throws GatewayError where it is missing */
export async function loadServices(): Promise<Services> {
  try {
    const { KernelAPI, KernelConnection, ServerConnection } = await import('@jupyterlab/services')
    return { KernelAPI, KernelConnection, ServerConnection }
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND'
    throw new GatewayError(
      isMissing
        ? 'a gateway is reached by a package that is not here: npm install @jupyterlab/services'
        : `@jupyterlab/services, by which a gateway is reached, cannot be loaded (${(cause as Error).message}): npm install @jupyterlab/services@7`,
      { cause },
    )
  }
}

/**
 * How the package reaches a gateway: the token goes in a header, to this origin alone, and into no address.
 *
 * @param deserialize takes what comes on a kernel's socket, instead of the package
 */
export function settingsFor(
  { ServerConnection }: Pick<Services, 'ServerConnection'>,
  { url, token }: GatewayAddress,
  more: Partial<ServerConnection.ISettings> = {},
): ServerConnection.ISettings {
  if (url.startsWith('https:')) trustSystem()
  const { WebSocket, serializer } = ServerConnection.makeSettings()
  return ServerConnection.makeSettings({
    ...{ baseUrl: url, token, appendToken: false, serializer },
    // Where it leads elsewhere, that is told and not followed.
    init: { cache: 'no-cache', credentials: 'omit', redirect: 'manual', headers: twice() },
    fetch: async (request) => answerOf(await fetchFrom(request, url), url),
    WebSocket: watched(
      WebSocket as unknown as NodeWebSocket,
      token,
    ) as unknown as ServerConnection.ISettings['WebSocket'],
    ...more,
  })
}

/** Where a server asks for no token, whether we have one or not, it wants to see that no browser was tricked: the same in a cookie and in a header. */
function twice(): Record<string, string> {
  const value = randomBytes(16).toString('hex')
  return { Cookie: `_xsrf=${value}`, 'X-XSRFToken': value }
}

async function fetchFrom(request: Parameters<typeof fetch>[0], url: string): Promise<Response> {
  try {
    return await fetch(request)
  } catch (error) {
    const { cause = error } = error as Error
    const { code, message } = cause as NodeJS.ErrnoException
    throw new TypeError(`${url} cannot be reached (${code ?? message}): is the server running there?`, { cause })
  }
}

function answerOf(response: Response, url: string): Response {
  if (response.status < 300 || response.status > 399) return response
  const place = response.headers.get('location') ?? ''
  const target = URL.canParse(place, url) ? new URL(place, url) : undefined
  const where = target ? `${target.origin}${target.pathname}`.slice(0, 200) : 'elsewhere'
  throw new TypeError(`${url} leads to ${where}, which is not followed: give the address of the server itself`)
}

/** What `ws` has, which the package brings along: a web socket of Node. */
interface NodeSocket {
  on(event: string, listener: () => void): unknown
  ping(): void
  terminate(): void
}
type NodeWebSocket = new (url: string, protocols: string | string[], options: object) => NodeSocket

/** Milliseconds between two looks whether the other end is still there. */
const beat = 15_000

/** A socket that shows the token in a header, follows nothing, and notices when the other end is gone without a word. */
function watched(Socket: NodeWebSocket, token: string): new (url: string, protocols: string[]) => NodeSocket {
  const headers = token === '' ? {} : { Authorization: `token ${token}` }
  const options = { headers, followRedirects: false, handshakeTimeout: 30_000, maxPayload: 256 * 2 ** 20 }
  return class extends Socket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols, options)
      let silent = 0
      const heard = () => {
        silent = 0
      }
      for (const event of ['open', 'message', 'ping', 'pong']) this.on(event, heard)
      let timer: NodeJS.Timeout | undefined
      this.on('open', () => {
        timer = setInterval(() => {
          silent++
          if (silent > 3) this.terminate()
          else this.ping()
        }, beat).unref()
      })
      this.on('close', () => clearInterval(timer))
    }
  }
}

const quiet = new AsyncLocalStorage<true>()
let isQuietable = false

/** Runs what may print by `console`, now or by what it leaves to be called later, and lets it print nothing. */
export function quietly<Result>(run: () => Result): Result {
  if (!isQuietable) {
    isQuietable = true
    for (const name of ['debug', 'log', 'info', 'warn', 'error'] as const) {
      const print = console[name]
      console[name] = (...said: unknown[]) => {
        if (!quiet.getStore()) print.apply(console, said)
      }
    }
  }
  return quiet.run(true, run)
}

/** Of Node 22.19 and later. */
interface SystemTrust {
  getCACertificates?(type: 'default' | 'system'): string[]
  setDefaultCACertificates?(certificates: readonly string[]): void
}

let isTrusted = false

/** What signs for the system signs for us; where Node cannot ask it, NODE_EXTRA_CA_CERTS names a file. */
function trustSystem(): void {
  const { getCACertificates, setDefaultCACertificates } = tls as unknown as SystemTrust
  if (isTrusted || !getCACertificates || !setDefaultCACertificates) return
  isTrusted = true
  setDefaultCACertificates([...new Set([...getCACertificates('default'), ...getCACertificates('system')])])
}
