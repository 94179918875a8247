import { Writable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'

export type Write = (name: 'stdout' | 'stderr', text: string) => void

/**
 * Puts streams in the place of the process's own that hand on, at once and as text, what a cell writes: with callbacks,
 * encodings, and characters that come in two pieces, as any stream of Node takes them.
 *
 * @returns makes them write again, should a cell have replaced that
 */
export function replaceStreams(write: Write): () => void {
  const streams = (['stdout', 'stderr'] as const).map((name, place) => {
    const value = streamTo(name, place + 1, write)
    Object.defineProperty(process, name, { configurable: true, enumerable: true, writable: true, value })
    return value
  })
  return () => {
    for (const each of streams) Reflect.deleteProperty(each, 'write')
  }
}

function streamTo(name: 'stdout' | 'stderr', fd: number, write: Write): Writable {
  const decoder = new StringDecoder('utf8')
  const output = new KernelStream({
    decodeStrings: false,
    // A text is on its way when `write` returns: nothing ever waits.
    highWaterMark: Number.MAX_SAFE_INTEGER,
    write(chunk: string | Buffer, encoding, done) {
      const text = typeof chunk !== 'string' ? decoder.write(chunk) : asText(chunk, encoding)
      if (text !== '') write(name, text)
      done()
    },
  })
  return Object.assign(output, { fd, _type: 'pipe', _isStdio: true })
}

/** Like the process's own it finishes when it is ended, and is as new then: the next cell writes there too. */
class KernelStream extends Writable {
  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    done(error)
    // As Node does it with its own.
    ;(this as unknown as { _undestroy(): void })._undestroy()
  }
}

/** Text in another encoding stands for octets: `write('616a', 'hex')`. */
function asText(chunk: string, encoding: string): string {
  if (/^utf-?8$/i.test(encoding)) return chunk
  return Buffer.from(chunk, encoding as BufferEncoding).toString('utf8')
}
