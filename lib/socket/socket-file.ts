import { checkOptions, LIMIT, type Rules } from '../check.ts'
import { ByteReader } from './byte-reader.ts'
import { SocketError } from './errors.ts'
import { sendAll } from './transfer.ts'
import type { Socket, WaitOptions } from './types.ts'

/** A socket read and written as a file: buffered, in lines, as bytes or as text. */
export interface SocketFile<Piece extends Uint8Array | string> {
  /** @returns up to `size` bytes or characters, everything until the end unless told; empty at the end */
  read(size?: number): Promise<Piece>
  /** @returns a line with its newline; the last one may lack it; empty at the end */
  readLine(): Promise<Piece>
  /** The lines that are left, without their newlines. */
  lines(): AsyncGenerator<Piece, void, undefined>
  /** Keeps the piece until the buffer is full, `flush` or `close`. */
  write(piece: Piece): Promise<void>
  flush(): Promise<void>
  /** Flushes and gives the file's own descriptor back. Twice is harmless. */
  close(): Promise<void>
}

export interface SocketFileOptions extends WaitOptions {
  /** bytes that are kept before they are sent: 8192 unless told, 0 = none */
  buffer?: number
  /** the longest line to accept, in bytes: 1 MiB unless told */
  lineLimit?: number
}

export interface TextFileOptions extends SocketFileOptions {
  /** a name that TextDecoder knows; only UTF-8 can be written */
  encoding: string
}

/**
 * Wraps a socket in a buffered file. The file holds a descriptor of its own (dup), so the closing rules are those of
 * Python's makefile: the connection ends when both the socket and the file are closed, in any order. So are those of
 * reading text: CR LF and CR end a line as LF does, and are read as LF; bytes stay what they are.
 *
 * What the file has read ahead is lost to the socket's own `recv`: use one or the other.
 */
export function socketFile(socket: Socket, options?: SocketFileOptions): SocketFile<Uint8Array>
export function socketFile(socket: Socket, options: TextFileOptions): SocketFile<string>
export function socketFile(
  socket: Socket,
  options: SocketFileOptions | TextFileOptions = {},
): SocketFile<Uint8Array> | SocketFile<string> {
  checkOptions('socketFile: ', options, TEXT_FILE_RULES)
  const { encoding, ...rest }: SocketFileOptions & { encoding?: string } = options
  if (encoding === undefined) return new ByteFile(socket, rest)
  const decoder = decoderOf(encoding)
  return new TextFile(new ByteFile(socket, rest), encoding, decoder)
}

const TEXT_FILE_RULES: Rules<TextFileOptions> = { buffer: LIMIT, lineLimit: LIMIT, encoding: 'any', signal: 'any' }

const NEWLINE = new Uint8Array([10])

class ByteFile implements SocketFile<Uint8Array> {
  readonly socket: Socket
  readonly reader: ByteReader
  readonly #wait: WaitOptions
  readonly #capacity: number
  readonly #lineLimit: number
  #kept: Uint8Array[] = []
  #length = 0
  #closed = false

  constructor(socket: Socket, { buffer = 8192, lineLimit = 1 << 20, ...wait }: SocketFileOptions) {
    this.socket = socket.dup()
    this.reader = new ByteReader(this.socket, wait)
    this.#wait = wait
    this.#capacity = buffer
    this.#lineLimit = lineLimit
  }

  async read(size: number = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
    return this.reader.upTo(size)
  }

  async readLine(): Promise<Uint8Array> {
    return this.reader.until(NEWLINE, this.#lineLimit)
  }

  /** Text counts its line in characters: never more than its bytes. */
  refuseLongLine(length: number): void {
    if (length <= this.#lineLimit) return
    throw new SocketError('EMSGSIZE', this.socket.name, 'readLine', {
      reason: `no newline within ${this.#lineLimit} bytes`,
    })
  }

  async *lines(): AsyncGenerator<Uint8Array, void, undefined> {
    for (let line = await this.readLine(); line.length > 0; line = await this.readLine()) {
      yield line.at(-1) === 10 ? line.subarray(0, -1) : line
    }
  }

  async write(piece: Uint8Array): Promise<void> {
    if (this.#closed) throw new SocketError('EBADF', this.socket.name, 'write', { reason: 'the file is closed' })
    // A copy: the caller may fill the same array again.
    this.#kept.push(piece.slice())
    this.#length += piece.length
    if (this.#length > this.#capacity) await this.flush()
  }

  async flush(): Promise<void> {
    if (this.#length === 0) return
    const whole = new Uint8Array(this.#length)
    let at = 0
    for (const piece of this.#kept) {
      whole.set(piece, at)
      at += piece.length
    }
    this.#kept = []
    this.#length = 0
    await sendAll(this.socket, whole, this.#wait)
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    try {
      await this.flush()
    } finally {
      this.socket.close()
    }
  }
}

/** Decodes as a stream, so that a character split between two segments is still one. */
class TextFile implements SocketFile<string> {
  readonly #file: ByteFile
  readonly #encoding: string
  readonly #decoder: TextDecoder
  /** Decoded and not yet read. */
  #text = ''
  /** A CR that came last: with an LF to come it is one newline, without one too. */
  #held = ''
  #ended = false

  constructor(file: ByteFile, encoding: string, decoder: TextDecoder) {
    this.#file = file
    this.#encoding = encoding
    this.#decoder = decoder
  }

  async read(size: number = Number.POSITIVE_INFINITY): Promise<string> {
    // A character outside the basic plane counts as one and is two units long: never fewer units than characters.
    while (this.#text.length < size * 2 && !enough(this.#text, size) && (await this.#more())) {}
    if (size >= this.#text.length) return this.#take(this.#text.length)
    return this.#take([...this.#text].slice(0, size).join('').length)
  }

  async readLine(): Promise<string> {
    let searched = 0
    for (;;) {
      const end = this.#text.indexOf('\n', searched)
      if (end >= 0) return this.#take(end + 1)
      searched = this.#text.length
      this.#file.refuseLongLine(searched)
      if (!(await this.#more())) return this.#take(this.#text.length)
    }
  }

  async *lines(): AsyncGenerator<string, void, undefined> {
    for (let line = await this.readLine(); line !== ''; line = await this.readLine()) {
      yield line.endsWith('\n') ? line.slice(0, -1) : line
    }
  }

  async write(piece: string): Promise<void> {
    if (this.#decoder.encoding !== 'utf-8') {
      throw new SocketError('ENOTSUP', this.#file.socket.name, 'write', {
        reason: `text is written as UTF-8, not as ${this.#encoding}`,
        remedy: 'Write bytes.',
      })
    }
    return this.#file.write(new TextEncoder().encode(piece))
  }

  flush(): Promise<void> {
    return this.#file.flush()
  }

  close(): Promise<void> {
    return this.#file.close()
  }

  #take(length: number): string {
    const text = this.#text.slice(0, length)
    this.#text = this.#text.slice(length)
    return text
  }

  #newlines(text: string): string {
    const whole = this.#held + text
    this.#held = !this.#ended && whole.endsWith('\r') ? '\r' : ''
    return whole.slice(0, whole.length - this.#held.length).replace(/\r\n?/g, '\n')
  }

  async #more(): Promise<boolean> {
    if (this.#ended) return false
    const bytes = await this.#file.reader.some(65536)
    this.#ended = bytes.length === 0
    try {
      this.#text += this.#newlines(this.#decoder.decode(bytes, { stream: !this.#ended }))
    } catch (cause) {
      throw new SocketError('EILSEQ', this.#file.socket.name, 'read', {
        reason: `the bytes that came are not ${this.#encoding}`,
        cause,
      })
    }
    return !this.#ended
  }
}

function decoderOf(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
  } catch (cause) {
    const what = `socketFile: encoding is "${encoding}": it must be a name that TextDecoder knows, such as utf-8.`
    throw new RangeError(what, { cause })
  }
}

/** Are there `size` characters? Counted only when there may be: characters are one unit long or two. */
function enough(text: string, size: number): boolean {
  return text.length >= size && [...text].length >= size
}
