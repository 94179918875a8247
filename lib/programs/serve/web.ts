import { fromUtf8, utf8 } from '../../bytes.ts'
import { ByteReader, isSocketError, type Socket, sendAll, type TcpInfo } from '../../socket/index.ts'
import { count, thousands } from '../../words.ts'
import type { ConnectionCounts } from './connections.ts'

/** What the page tells of the connection that it goes over. */
export interface ToldOfConnection {
  info: TcpInfo
  counts: ConnectionCounts | undefined
}

const BLANK_LINE = utf8('\r\n\r\n')
const MOST_OF_HEADERS = 16_384
/** Milliseconds in which a request, and at the end the peer's FIN, must come. */
const HTTP_PATIENCE = 30_000
const SIZE_UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9 }
const MOST_OCTETS = 1e12
/** A line of a file: the number of its first byte, so that what is missing or doubled shows. */
const LINE_OCTETS = 16
const FILE_PIECE = 4_096 * LINE_OCTETS

/**
 * A page over HTTP/1.1, a request a connection: `/` says what it is and what was counted of this very connection, `/1M` is a file of
 * so many bytes. @param tell asked once the request is here
 */
export async function answerHttp(connection: Socket, tell: () => ToldOfConnection): Promise<void> {
  connection.setsockopt('receiveTimeout', HTTP_PATIENCE)
  const request = await readRequest(connection)
  if (!request) return
  const { method, path, wantsHtml } = request
  const octets = sizeNamed(path)
  if (method !== 'GET' && method !== 'HEAD')
    await respondHttp(connection, '405 Method Not Allowed', 'GET and HEAD\n', {})
  else if (octets !== undefined) {
    await head(connection, '200 OK', 'text/plain; charset=utf-8', octets)
    if (method === 'GET') await sendLines(connection, octets)
  } else if (path !== '/')
    await respondHttp(connection, '404 Not Found', 'There is / and there are files like /1M.\n', {})
  else if (wantsHtml) await respondHttp(connection, '200 OK', factsPage(tell()), { type: 'text/html', method })
  else await respondHttp(connection, '200 OK', factsText(tell()), { method })
  connection.shutdown('write')
  // Unread bytes would make a reset of the close, which takes what is under way with it.
  await connection.recv(FILE_PIECE)
}

interface HttpAsked {
  method: string
  path: string
  wantsHtml: boolean
}

/** @returns `undefined` for what is none, once that has been answered */
async function readRequest(connection: Socket): Promise<HttpAsked | undefined> {
  let text: string
  try {
    text = fromUtf8(await new ByteReader(connection).until(BLANK_LINE, MOST_OF_HEADERS))
  } catch (error) {
    if (!isSocketError(error, 'EMSGSIZE', 'EILSEQ')) throw error
    text = 'too long'
  }
  if (text === '') return undefined
  const [, method = '', path = ''] = /^([A-Z]+) (\/[!-~]*) HTTP\/1\.[01]\r\n/.exec(text) ?? []
  if (method !== '') return { method, path, wantsHtml: /^accept:.*text\/html/im.test(text) }
  await respondHttp(connection, '400 Bad Request', 'That is no request of HTTP/1.1.\n', {})
  return undefined
}

/** `/100M` → 100,000,000 */
export function sizeNamed(path: string): number | undefined {
  const [, number, unit = ''] = /^\/(\d{1,12}(?:\.\d{1,3})?)([kMG]?)$/.exec(path) ?? []
  if (number === undefined) return undefined
  const octets = Math.round(Number(number) * SIZE_UNITS[unit]!)
  return octets <= MOST_OCTETS ? octets : undefined
}

async function respondHttp(
  connection: Socket,
  status: string,
  text: string,
  { type = 'text/plain', method = 'GET' }: { type?: string; method?: string },
): Promise<void> {
  const body = utf8(text)
  await head(connection, status, `${type}; charset=utf-8`, body.length)
  if (method !== 'HEAD') await sendAll(connection, body)
}

async function head(connection: Socket, status: string, type: string, length: number): Promise<void> {
  const lines = [
    `HTTP/1.1 ${status}`,
    `Content-Type: ${type}`,
    `Content-Length: ${length}`,
    'Cache-Control: no-store',
    'Connection: close',
  ]
  await sendAll(connection, utf8(`${lines.join('\r\n')}\r\n\r\n`))
}

async function sendLines(connection: Socket, octets: number): Promise<void> {
  const piece = new Uint8Array(Math.min(octets + LINE_OCTETS, FILE_PIECE))
  for (let sent = 0; sent < octets; ) {
    const length = Math.min(FILE_PIECE, octets - sent)
    writeNumbered(piece, sent)
    await sendAll(connection, piece.subarray(0, length))
    sent += length
  }
}

/** `000000000000032`, and a line feed: the line that begins at byte 32. @param from a multiple of 16 */
export function writeNumbered(piece: Uint8Array, from: number): void {
  for (let at = 0; at < piece.length; at += LINE_OCTETS) {
    let number = from + at
    for (let digit = LINE_OCTETS - 2; digit >= 0; digit--) {
      piece[at + digit] = 48 + (number % 10)
      number = Math.floor(number / 10)
    }
    piece[at + LINE_OCTETS - 1] = 10
  }
}

const WHO = 'This answer comes from the TCP of ackbook, written in TypeScript; your Linux is its peer.'

function factsText(told: ToldOfConnection): string {
  return [WHO, ...connectionFacts(told).map(([name, value]) => `${name.padEnd(16)}  ${value}`), ''].join('\n')
}

function connectionFacts({ info, counts }: ToldOfConnection): [name: string, value: string][] {
  const segments = counts
    ? `${count(counts.received, 'segment')} of yours have come, ${counts.sent} of ours are sent, ${counts.resent} of those again; ${counts.lost} got lost`
    : 'nothing counted yet'
  return [
    ['this connection', `${counts?.name ?? ''} ${info.state}`],
    ['segments', segments],
    ['round trip', `${info.rtt.toFixed(1)} ms, RTO ${info.rto.toFixed(0)} ms`],
    ['cwnd', `${count(info.cwnd, 'segment')} of ${thousands(info.mss)} bytes, ssthresh ${inSegments(info.ssthresh)}`],
    ['files', '/1M, /100M, /2.5k: so many bytes, each line the number of its first one'],
  ]
}

function inSegments(ssthresh: number): string {
  return ssthresh >= 0x7fff_ffff ? 'none yet' : `${Math.floor(ssthresh)}`
}

function factsPage(told: ToldOfConnection): string {
  const rows = connectionFacts(told).map(([name, value]) => `<tr><th scope="row">${name}</th><td>${value}</td></tr>`)
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Over our TCP</title>
<style>
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { max-width: 44rem; margin: 3rem auto; padding: 0 1rem }
th { text-align: left; font-weight: 600; padding: .2rem 1.5rem .2rem 0; vertical-align: top; white-space: nowrap }
</style>
<h1>This page came over a TCP that you can read</h1>
<p>${WHO} Load it again: each time it is another connection.</p>
<table>${rows.join('')}</table>
<p><a href="/1M">A file of a megabyte</a>, <a href="/100M">one of a hundred</a>.</p>
</html>
`
}
