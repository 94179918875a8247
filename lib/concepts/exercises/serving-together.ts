/** Clients of a server that is to have several conversations at the same time, and what each of them misses. */
import { fromUtf8, utf8 } from '../../bytes.ts'
import { type Address, chunks, type Host, isSocketError, type Socket, sendAll } from '../../socket/index.ts'
import { simulatedNetwork } from '../../socket/simulated/index.ts'
import { GREETING } from '../client-server.ts'
import { listenOn, SERVER_PORT } from '../helpers.ts'

/** A server that sends back sixteen bytes to each of so many clients, and returns when all conversations are over. */
export type ServeEcho = (host: Host, listener: Socket, conversations: number) => Promise<unknown>

export function afterThreeAtOnce(serve: ServeEcho): Promise<string | undefined> {
  return whileServing(serve, 3, async (call, settled) => {
    const callers = [await call(), await call(), await call()]
    for (const [index, caller] of callers.entries()) await caller.say(`this is client ${index}`)
    await settled()
    return callers.map((caller) => caller.missing()).find((fault) => fault !== undefined)
  })
}

export function afterSilence(serve: ServeEcho): Promise<string | undefined> {
  return whileServing(serve, 2, async (call, settled) => {
    const [silent, other] = [await call(), await call()]
    await other.say(GREETING)
    const hasReturned = await settled()
    const fault = other.missing()
    if (fault !== undefined) return `the other one: ${fault}`
    if (hasReturned) return 'the server has returned although the first conversation is still open'
    await silent.say("now it's my turn")
    await settled()
    const late = silent.missing()
    return late === undefined ? undefined : `the first one, when it speaks at last: ${late}`
  })
}

export function afterHangingUp(serve: ServeEcho): Promise<string | undefined> {
  return whileServing(serve, 2, async (call, settled) => {
    const [rude, other] = [await call(), await call()]
    rude.hangUp()
    await settled()
    await other.say(GREETING)
    await settled()
    const fault = other.missing()
    return fault === undefined ? undefined : `the other one: ${fault}`
  })
}

/**
 * Serves so many on a simulated network while the clients do their part; `settled` waits until nobody can go on, and tells whether
 * the server has returned.
 *
 * @throws what the server throws
 */
async function whileServing(
  serve: ServeEcho,
  conversations: number,
  play: (call: () => Promise<EchoCaller>, settled: () => Promise<boolean>) => Promise<string | undefined>,
): Promise<string | undefined> {
  const net = simulatedNetwork({ seed: 21 })
  const listener = listenOn(net.server, conversations, SERVER_PORT)
  const address = listener.getsockname()
  let hasReturned = false
  const thrown: unknown[] = []
  const serving = async (): Promise<void> => {
    try {
      await serve(net.server, listener, conversations)
      hasReturned = true
    } catch (error) {
      thrown.push(error)
    }
  }
  void serving()
  // Nothing is closed at the end: whatever an answer has left waiting would fail, and nobody would hear of it.
  const fault = await play(
    () => EchoCaller.connect(net.client, address),
    async () => {
      await net.quiet()
      return hasReturned
    },
  )
  if (thrown.length > 0) throw thrown[0]
  return fault ?? (hasReturned ? undefined : 'all conversations are over, and the server has not returned')
}

/** A client that expects to be sent back what it says, and its connection to be closed then. */
class EchoCaller {
  readonly #socket: Socket
  #said = ''
  #heard = ''
  #hasEnded = false

  constructor(socket: Socket) {
    this.#socket = socket
  }

  static async connect(host: Host, server: Address): Promise<EchoCaller> {
    const socket = host.socket()
    await socket.connect(server)
    const caller = new EchoCaller(socket)
    void caller.#listen()
    return caller
  }

  async say(text: string): Promise<void> {
    this.#said = text
    await sendAll(this.#socket, utf8(text))
  }

  hangUp(): void {
    this.#socket.close()
  }

  /** What it has not had yet. */
  missing(): string | undefined {
    if (this.#heard !== this.#said) return `it has said "${this.#said}" and heard "${this.#heard}"`
    return this.#hasEnded ? undefined : 'it has its answer, but its connection has not been closed'
  }

  async #listen(): Promise<void> {
    try {
      for await (const chunk of chunks(this.#socket)) this.#heard += fromUtf8(chunk)
      this.#hasEnded = true
    } catch (error) {
      // It was reset, or has hung up itself.
      if (!isSocketError(error)) throw error
    }
  }
}
