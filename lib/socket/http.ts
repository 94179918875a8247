import { checkOptions, LIMIT } from '../check.ts'
import { ByteReader } from './byte-reader.ts'
import { SocketError } from './errors.ts'
import type { Socket, WaitOptions } from './types.ts'

/** A response of HTTP/1.1 (RFC 9112). */
export interface HttpResponse {
  /** `HTTP/1.1` */
  version: string
  status: number
  reason: string
  /** By name in lower case; several of one name are joined by `, `. */
  headers: ReadonlyMap<string, string>
  body: Uint8Array
}

export interface HttpOptions extends WaitOptions {
  /** the longest body to accept, in bytes: 64 MiB unless told */
  limit?: number
  /** the response to a HEAD request has no body, whatever its headers say */
  head?: boolean
}

const LINE_FEED = new Uint8Array([10])
/** What the status line and the headers together may take. */
const HEADER_LIMIT = 65536

/**
 * Reads one response: its body by Content-Length or, without one, until the end of the stream (RFC 9112 §6.3).
 * Pass a {@link ByteReader} to read several from one connection.
 *
 * @throws EarlyEndError when the stream ends before the announced length; SocketError EBADMSG for what is no such
 *   response or is sent in chunks, EMSGSIZE for one beyond the limit
 */
export async function readHttpResponse(from: Socket | ByteReader, options: HttpOptions = {}): Promise<HttpResponse> {
  checkOptions('readHttpResponse: ', options, { limit: LIMIT, head: 'flag', signal: 'any' })
  const { limit = 64 * 1024 * 1024, head = false, ...wait } = options
  const reader = from instanceof ByteReader ? from : new ByteReader(from, wait)
  const { socket } = reader
  const bad = (reason: string): SocketError => new SocketError('EBADMSG', socket.name, 'readHttpResponse', { reason })

  let left = HEADER_LIMIT
  const line = async (): Promise<string> => {
    const bytes = await reader.until(LINE_FEED, left)
    left -= bytes.length
    if (bytes.at(-1) !== 10) throw bad(`the stream ended within the headers, after ${HEADER_LIMIT - left} bytes`)
    return latin1(bytes).replace(/\r?\n$/, '')
  }

  const statusLine = await line()
  const status = /^(HTTP\/1\.\d) (\d{3})(?: (.*))?$/.exec(statusLine)
  if (!status) throw bad(`${JSON.stringify(statusLine.slice(0, 60))} is no status line of HTTP/1.1`)
  const headers = new Map<string, string>()
  for (let text = await line(); text !== ''; text = await line()) {
    const header = /^([!#$%&'*+.^_`|~\w-]+):(.*)$/.exec(text)
    if (!header) throw bad(`${JSON.stringify(text.slice(0, 60))} is no header`)
    const [, name = '', written = ''] = header
    const value = withoutBlanks(written)
    const before = headers.get(name.toLowerCase())
    headers.set(name.toLowerCase(), before === undefined ? value : `${before}, ${value}`)
  }

  const [, version = '', code = '', reason = ''] = status
  const response = { version, status: Number(code), reason, headers }
  if (head || /^(1..|204|304)$/.test(code)) return { ...response, body: new Uint8Array(0) }
  if (headers.has('transfer-encoding')) throw bad('the body is sent in chunks, which this reader does not know')
  const length = contentLength(headers.get('content-length'))
  if (Number.isNaN(length)) throw bad(`Content-Length: ${headers.get('content-length')} is no length`)
  if (length !== undefined && length > limit) throw tooLong(socket, length, limit)
  if (length !== undefined) return { ...response, body: await reader.exactly(length, 'readHttpResponse') }
  const body = await reader.upTo(limit + 1)
  if (body.length > limit) throw tooLong(socket, body.length, limit)
  return { ...response, body }
}

/** @returns `undefined` without a header, NaN for a bad one; the same length named twice is allowed (RFC 9112 §6.3) */
function contentLength(header: string | undefined): number | undefined {
  if (header === undefined) return undefined
  const [first = '', ...others] = header.split(',').map((length) => length.trim())
  const valid = /^\d{1,15}$/.test(first) && others.every((other) => other === first)
  return valid ? Number(first) : Number.NaN
}

function tooLong(socket: Socket, length: number, limit: number): SocketError {
  return new SocketError('EMSGSIZE', socket.name, 'readHttpResponse', {
    reason: `a body of ${length} bytes or more comes, and ${limit} are allowed`,
  })
}

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
}

/** Without the blanks and tabs around it. */
function withoutBlanks(text: string): string {
  let [from, to] = [0, text.length]
  while (/^[ \t]/.test(text.charAt(from))) from += 1
  while (to > from && /^[ \t]/.test(text.charAt(to - 1))) to -= 1
  return text.slice(from, to)
}
