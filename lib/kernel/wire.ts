import { createHmac, timingSafeEqual } from 'node:crypto'
import { WireError } from './errors.ts'
import type { Header, Message } from './message.ts'

const identityDelimiter = Buffer.from('<IDS|MSG>')

/**
 * A message as the frames that go over ZeroMQ: delimiter, signature, header, parent header, metadata, content, buffers.
 *
 * @param key of the connection file; empty means unsigned
 * @param identities routing prefix, for whoever answers through a ROUTER socket
 * @see https://jupyter-client.readthedocs.io/en/stable/messaging.html#the-wire-protocol
 */
export function encode(message: Message, key: string, identities: readonly Uint8Array[] = []): Uint8Array[] {
  const { header, parent_header, metadata, content, buffers } = message
  const parts = [header, parent_header, metadata, content].map((part) => Buffer.from(JSON.stringify(part)))
  return [...identities, identityDelimiter, Buffer.from(sign(parts, key)), ...parts, ...buffers]
}

/**
 * The message in some frames, its signature checked over the very bytes that came, before any of them is parsed.
 *
 * @throws WireError when a frame is missing, the signature is wrong, or a part is not a JSON object
 */
export function decode(frames: readonly Uint8Array[], key: string): Message {
  const start = frames.findIndex((frame) => identityDelimiter.equals(frame))
  if (start < 0) throw new WireError('no <IDS|MSG> among the frames')
  const [signature, ...rest] = frames.slice(start + 1)
  const parts = rest.slice(0, 4)
  if (!signature || parts.length < 4) throw new WireError(`${frames.length} frames, too few for a message`)
  if (!isSigned(signature, parts, key)) throw new WireError('the signature is wrong')
  const [header, parent_header, metadata, content] = parts.map(parseObject)
  if (!isHeader(header!)) throw new WireError('the header has no msg_id or no msg_type')
  return { header, parent_header: parent_header!, metadata: metadata!, content: content!, buffers: rest.slice(4) }
}

function sign(parts: readonly Uint8Array[], key: string): string {
  if (key === '') return ''
  const hmac = createHmac('sha256', key)
  for (const part of parts) hmac.update(part)
  return hmac.digest('hex')
}

function isSigned(signature: Uint8Array, parts: readonly Uint8Array[], key: string): boolean {
  const wanted = Buffer.from(sign(parts, key))
  return wanted.length === signature.length && timingSafeEqual(wanted, signature)
}

function parseObject(part: Uint8Array): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('utf8'))
  } catch (cause) {
    throw new WireError('a part is not JSON', { cause })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new WireError('a part is no object')
  return value as Record<string, unknown>
}

function isHeader(value: Record<string, unknown>): value is Record<string, unknown> & Header {
  return typeof value.msg_id === 'string' && typeof value.msg_type === 'string'
}
