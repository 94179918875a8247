import { randomUUID } from 'node:crypto'
import type { KernelChoice } from '../kernel/choose.ts'
import type { MessageListener } from '../kernel/client.ts'
import { type Deferred, deferred, within } from '../kernel/deferred.ts'
import { GatewayError, KernelStartError } from '../kernel/errors.ts'
import {
  type CodeOptions,
  Exchanges,
  executeContent,
  type RequestExchange,
  requestMessage,
} from '../kernel/exchanges.ts'
import type { Ended, Kernel } from '../kernel/kernel.ts'
import { type ChannelName, type Message, replyStatus, textOrEmpty } from '../kernel/message.ts'
import type { Exit } from '../kernel/process.ts'
import { type Judgement, type Profile, remoteProfileFor } from '../kernel/profiles.ts'
import { kernelVersions, type ToolVersion } from '../kernel/versions.ts'
import { GatewayConnection } from './connection.ts'
import { Gateway } from './gateway.ts'
import { MessageLedger } from './ledger.ts'

export interface RemoteStartOptions extends MessageListener {
  /** Of the notebook, from the root of the server; where nobody knows it, the kernel works in that root. */
  path?: string | undefined
  /** Milliseconds until it must be ready. */
  timeout: number
  signal?: AbortSignal | undefined
  env?: Readonly<Record<string, string | undefined>>
  /** Hears of a kernel that could not be ended; by default it goes to stderr. */
  say?: ((sentence: string) => void) | undefined
}

/** Milliseconds that a lost connection may take to come again. */
const patience = 30_000

/**
 * Starts a kernel on a gateway and waits until it is ready.
 *
 * @throws KernelStartError when it does not become ready, or the gateway does not give it; the signal's reason when aborted. No kernel is
 *   left then.
 */
export async function startRemoteKernel(choice: KernelChoice, options: RemoteStartOptions): Promise<Kernel> {
  const { signal, timeout, path, env = process.env } = options
  signal?.throwIfAborted()
  const deadline = performance.now() + timeout
  const gateway = await Gateway.at(choice.place, env)
  let id: string
  try {
    id = await gateway.start(choice.name, path, timeout, signal)
  } catch (cause) {
    if (!(cause instanceof GatewayError)) throw cause
    throw new KernelStartError(`the kernel "${choice.name}" did not start: ${cause.message}`, '', { cause })
  }
  const kernel = new RemoteKernel(gateway, id, choice, options)
  try {
    await kernel.ready(deadline)
    return kernel
  } catch (error) {
    await kernel.kill()
    throw error
  }
}

/** A kernel on a gateway: all that is known of it comes by its messages, and by what the gateway says of it. */
class RemoteKernel implements Kernel {
  readonly rejected: string[] = []
  readonly died: Promise<Exit>
  readonly interruptMode: 'signal' | 'message'
  profile: Profile
  versions: ToolVersion[] = []
  readonly transport = 'gateway'
  info: Readonly<Record<string, unknown>> = {}
  exit: Exit | undefined
  /** It has a process elsewhere. */
  readonly pid: undefined
  unheard = 0
  readonly #gateway: Gateway
  readonly #id: string
  readonly #choice: KernelChoice
  readonly #options: RemoteStartOptions
  readonly #session: string = randomUUID()
  readonly #connection: GatewayConnection
  readonly #exchanges = new Exchanges()
  readonly #ledger = new MessageLedger(this.#session)
  readonly #end: Deferred<Exit> = deferred<Exit>()
  readonly #lastWord: Deferred<void> = deferred<void>()
  /** Requests on shell that have no reply, in their order. */
  readonly #waiting = new Map<string, RequestExchange>()
  #heard = (message: Message): Message[] => [message]
  /** What lets it come to what a cell has left to be done. */
  #rest: string | undefined
  #published = false
  #isWithheld = false
  /** Of the kernel's process, where it says so: another one is another process. */
  #maker: string | undefined
  #isConnected = false
  #wasConnected = false
  #patience: NodeJS.Timeout | undefined
  #isEnding = false
  #gone: Promise<void> | undefined

  constructor(gateway: Gateway, id: string, choice: KernelChoice, options: RemoteStartOptions) {
    this.#gateway = gateway
    this.#id = id
    this.#choice = choice
    this.#options = options
    this.died = this.#end.promise
    this.profile = remoteProfileFor({})
    this.interruptMode = choice.spec.interrupt_mode ?? 'signal'
    this.#connection = new GatewayConnection(gateway, id, choice.name, this.#session, {
      onMessage: (channel, message) => this.#take(channel, message),
      onRejected: (reason) => void this.rejected.push(reason),
      onConnected: () => this.#connected(),
      onDropped: () => this.#dropped(),
      onGone: () => this.#ended({ isCut: false, what: 'the gateway does not have it any more' }),
    })
  }

  /** @throws KernelStartError */
  async ready(deadline: number): Promise<void> {
    const { signal, timeout } = this.#options
    const failed = (reason: string) =>
      new KernelStartError(`the kernel "${this.#choice.name}" did not start: ${reason}`, '')
    let info: Message | undefined
    for (let asked: RequestExchange | undefined; ; ) {
      if (this.#isConnected) {
        asked = this.request('kernel_info_request')
        this.unheard += 4
      }
      const again = performance.now() + 1000
      do {
        const came = await Promise.race([within(100, asked?.reply ?? new Promise<never>(() => {})), this.died])
        signal?.throwIfAborted()
        if (came && 'header' in came) info = came
        if (this.exit) throw failed(this.exit.elsewhere!.what)
        if (performance.now() > deadline) throw failed(`it gave no answer within ${timeout / 1000} s`)
      } while (!info && performance.now() < again && (asked !== undefined || !this.#isConnected))
      if (info && asked && !this.#published) await within(100, asked.idle)
      if (info && this.#published) break
    }
    this.profile = remoteProfileFor(info.content)
    this.info = info.content
    // Ours calls itself what tslab does.
    this.versions = this.profile.name === 'tslab' ? [] : kernelVersions(this.#choice.spec, false, info.content)
    await this.#begin(info)
    await this.#listen(deadline)
  }

  /** As a kernel here is told to listen to what it would tell nobody: see `kernel.ts`. */
  async #listen(deadline: number): Promise<void> {
    const { listening } = this.profile
    if (!listening) return
    const mark = `ackbook ${randomUUID()} `
    this.#heard = (message) => listening.messages(message, mark)
    const { reply } = this.execute(listening.prelude(mark), { silent: true })
    const came = await within(Math.max(0, deadline - performance.now()), Promise.race([reply, this.died]))
    if (came && 'header' in came && replyStatus(came) === 'ok') this.#rest = listening.rest(mark)
    else
      this.#say(
        `the kernel "${this.#choice.name}" did not take our listeners: an error that nothing waits for may go unseen`,
      )
  }

  /** From here on nothing may be missing. Only a kernel that says twice who it is, is known by that. */
  async #begin(info: Message): Promise<void> {
    const second = this.request('kernel_info_request')
    const reply = await within(5000, Promise.race([second.reply, this.died]))
    await within(1000, Promise.race([second.idle, this.died]))
    if (!reply || !('header' in reply)) return
    const { session } = info.header
    if (session && session !== this.#session && session === reply.header.session) this.#maker = session
    this.#ledger.begin(reply)
  }

  output(): string {
    return ''
  }

  /** Its process writes elsewhere. */
  async drained(): Promise<void> {}

  doubt(): Judgement | undefined {
    if (this.#isWithheld) return withheld
    const why = this.#ledger.doubt()
    if (why === undefined) return undefined
    const message = `the connection to the gateway was lost for a moment, and ${why}`
    return { kind: 'connection-lost', message, remedy: 'say this again; see what lies between, if it comes back' }
  }

  execute(code: string, options: CodeOptions = {}): RequestExchange {
    return this.request('execute_request', executeContent(code, options))
  }

  tell(msg_type: string, content: Record<string, unknown>): void {
    if (!this.#gone) this.#connection.send('shell', requestMessage(this.#session, msg_type, content))
  }

  fence(): RequestExchange {
    return this.#rest === undefined ? this.request('kernel_info_request') : this.execute(this.#rest, { silent: true })
  }

  answerInput(request: Message, value: string): void {
    if (!this.#gone) this.#connection.answer(request, value)
  }

  request(
    msg_type: string,
    content: Record<string, unknown> = {},
    channel: 'shell' | 'control' = 'shell',
  ): RequestExchange {
    const message = requestMessage(this.#session, msg_type, content)
    const exchange = this.#exchanges.begin(message.header.msg_id)
    if (channel === 'shell') this.#waiting.set(exchange.id, exchange)
    if (!this.#gone) this.#connection.send(channel, message)
    return exchange
  }

  interrupt(way: 'signal' | 'message'): void {
    if (way === 'message') this.request('interrupt_request', {}, 'control')
    // Whether it heeded it, the cell's reply tells.
    else this.#gateway.interrupt(this.#id).catch(() => {})
  }

  async stop(): Promise<Ended> {
    if (!this.exit && this.#ledger.isCut) {
      // Only what comes after shows that nothing is missing before.
      const { reply, idle } = this.request('kernel_info_request')
      await within(3000, Promise.race([Promise.all([reply, idle]), this.died]))
    }
    this.#isEnding = true
    this.#ledger.close()
    if (!this.exit) {
      const { reply } = this.request('shutdown_request', { restart: false }, 'control')
      // Ours ends by itself what a cell has left to be waited for; of what nothing is heard, the gateway sees to.
      const most = this.profile.name === 'tslab' ? 3000 : 500
      const answered = await within(2000, Promise.race([reply, this.#lastWord.promise.then(() => true), this.died]))
      if (answered) await within(most, Promise.race([this.#lastWord.promise, this.died]))
    }
    await this.kill()
    return { errors: [], left: [] }
  }

  async kill(): Promise<void> {
    this.#gone ??= this.#remove()
    return this.#gone
  }

  async #remove(): Promise<void> {
    this.#isEnding = true
    clearTimeout(this.#patience)
    this.#connection.close()
    const { url } = this.#gateway.address
    try {
      await this.#gateway.end(this.#id, this.exit?.elsewhere?.isCut ? 5000 : 30_000)
    } catch (error) {
      const name = `the kernel ${this.#choice.name} (${this.#id}) of ${url}`
      this.#say(`${name} could not be ended, and may still run: ${(error as Error).message}`)
    }
    // Who waits for it waits no longer.
    this.exit ??= { code: null, signal: null, elsewhere: { isCut: false, what: 'it was ended' } }
    this.#end.resolve(this.exit)
  }

  #say(sentence: string): void {
    const { say = (text) => void process.stderr.write(`ackbook: ${text}\n`) } = this.#options
    say(sentence)
  }

  #take(channel: ChannelName, message: Message): void {
    this.#ledger.take(message)
    if (channel === 'iopub') this.#publish(message)
    else if (channel === 'stdin') this.#options.onInputRequest(message)
    else if (this.#exchanges.replied(message)) {
      this.#waiting.delete(message.parent_header.msg_id!)
      const { session } = message.header
      if (this.#maker !== undefined && session !== this.#maker) this.#ended(restarted)
    }
  }

  #publish(message: Message): void {
    const { msg_type, session } = message.header
    const { execution_state, name, text } = message.content
    this.#published = true
    if (msg_type === 'status' && (execution_state === 'restarting' || execution_state === 'dead')) {
      this.#ended({ isCut: false, what: `the gateway says: ${execution_state}` })
      return
    }
    if (msg_type === 'stream' && name === 'stderr' && session !== this.#maker && isLimit.test(textOrEmpty(text)))
      this.#isWithheld = true
    for (const each of this.#heard(message)) this.#options.onPublished(each)
    if (msg_type === 'shutdown_reply') {
      this.#lastWord.resolve()
      this.#ended({ isCut: false, what: 'someone else has ended it' })
    }
    this.#exchanges.published(message)
  }

  #connected(): void {
    this.#isConnected = true
    clearTimeout(this.#patience)
    this.#patience = undefined
    if (this.#wasConnected) void this.#lookBack()
    this.#wasConnected = true
  }

  #dropped(): void {
    if (this.#wasConnected && this.#isConnected) this.#ledger.cut()
    this.#isConnected = false
    this.#patience ??= setTimeout(
      () => this.#ended({ isCut: true, what: `it did not come again within ${patience / 1000} s` }),
      patience,
    )
  }

  /** Answers come in the order of requests: those to what was asked before will not come after that to a new one. */
  async #lookBack(): Promise<void> {
    const before = [...this.#waiting.values()]
    if (before.length === 0) return
    await this.request('kernel_info_request').reply.catch(() => {})
    if (before.some(({ isReplied }) => !isReplied))
      this.#ended({ isCut: true, what: 'the answer to it was lost on the way' })
  }

  #ended(elsewhere: NonNullable<Exit['elsewhere']>): void {
    if (this.exit || this.#isEnding) return
    this.exit = { code: null, signal: null, elsewhere }
    this.#end.resolve(this.exit)
  }
}

const restarted = { isCut: false, what: 'it was started anew' }

const withheld: Judgement = {
  kind: 'output-lost',
  message: 'output was lost: the gateway leaves out what comes faster than it is set to hand on',
  remedy:
    'print less at a time, or start it with --ServerApp.iopub_msg_rate_limit=0 --ServerApp.iopub_data_rate_limit=0',
}

/** What Jupyter Server puts in place of output that comes too fast for it. */
const isLimit = /^IOPub (?:message|data) rate exceeded\./
