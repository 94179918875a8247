import { request } from 'node:http'
import { command, type Done, type Surroundings } from './command.ts'

/** What a page's script is told. */
interface Told {
  event: string
  data: string
}

/** Pages that are being served. */
export interface Serving {
  /** `http://127.0.0.1:PORT/` */
  address: string
  /** What the command has printed so far. */
  printed(): string
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  /** Listens as an open page does that was loaded as `text`. */
  listen(text: string, headers?: Record<string, string>): Promise<Listener>
}

interface Answer {
  status: number
  text: string
  headers: Record<string, string | string[] | undefined>
}

interface Listener {
  /** The next that is told and is of this kind. */
  next(event: string): Promise<Told>
  /** The next by which the page is another, in place or loaded again. */
  another(): Promise<Told>
}

/** Serves until `body` is done with it. */
export async function serving(
  argv: readonly string[],
  cwd: string,
  body: (serving: Serving) => Promise<void>,
  more: Partial<Surroundings> = {},
): Promise<Done> {
  let printed = ''
  let interrupt = (): void => undefined
  const ends = new AbortController()
  let found = (_: string): void => undefined
  const asked = new Promise<string>((resolve) => {
    found = resolve
  })
  const done = command(['serve', ...argv], {
    ...more,
    cwd,
    stdout: {
      write: (text) => {
        printed += text
        const [address] = /http:\/\/127\.0\.0\.1:\d+\//.exec(text) ?? []
        if (address !== undefined) found(address)
      },
    },
    stderr: {
      write: (text) => {
        printed += text
      },
    },
    onInterrupt: (interrupted) => {
      interrupt = interrupted
      return () => undefined
    },
  })
  const address = await Promise.race([asked, done.then(() => undefined)])
  try {
    if (address !== undefined) await body({ address, printed: () => printed, get, listen })
  } finally {
    ends.abort()
    interrupt()
  }
  return { ...(await done), out: printed }

  function get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(address!)
      // As it is: `fetch` would mend paths, and choose headers itself.
      request({ hostname, port, path, headers, agent: false }, (response) => {
        const pieces: Buffer[] = []
        response.on('data', (piece: Buffer) => pieces.push(piece))
        response.on('end', () => {
          resolve({ status: response.statusCode!, text: Buffer.concat(pieces).toString(), headers: response.headers })
        })
        response.on('error', reject)
      })
        .on('error', reject)
        .end()
    })
  }

  async function listen(text: string, headers: Record<string, string> = {}): Promise<Listener> {
    const [, events, page, version] = /data-events="(.*?)" data-page="(.*?)" data-version="(.*?)"/.exec(text)!
    const query = new URLSearchParams({ page: page!, version: version! })
    const { body } = await fetch(`${address}${events!.slice(1)}?${query}`, { headers, signal: ends.signal })
    const told = eventsIn(body!.pipeThrough(new TextDecoderStream()))
    const next = async (...events: readonly string[]): Promise<Told> => {
      for (;;) {
        const { value, done } = await told.next()
        if (done) throw new Error(`the server ended before it told of "${events.join('" or "')}"`)
        if (events.includes(value.event)) return value
      }
    }
    return { next, another: () => next('changed', 'replaced') }
  }
}

async function* eventsIn(stream: AsyncIterable<string>): AsyncGenerator<Told, undefined> {
  let text = ''
  for await (const piece of stream) {
    text += piece
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const [, event, data = ''] = /^event: (.*)\ndata: ?(.*)$/m.exec(text.slice(0, end)) ?? []
      text = text.slice(end + 2)
      if (event !== undefined) yield { event, data }
    }
  }
  return undefined
}
