import { randomUUID } from 'node:crypto'
import type { openChannels } from './channels.ts'
import type { KernelChoice } from './choose.ts'
import { Client, type MessageListener } from './client.ts'
import { createConnectionFile } from './connection.ts'
import { within } from './deferred.ts'
import { KernelStartError } from './errors.ts'
import type { RequestExchange } from './exchanges.ts'
import { startGuard } from './guarding.ts'
import type { Message } from './message.ts'
import type { KernelPorts } from './ports.ts'
import { type Exit, type KernelProcess, type OnWritten, startProcess } from './process.ts'
import { isLaunched, type Judgement, type Profile, profileFor, speaksIpc, wordsFor } from './profiles.ts'
import { type SnapshotStart, snapshotStart } from './snapshot/index.ts'
import { commandOf, environmentOf } from './spec.ts'
import { descendantsOf, endStrays, type Stray, tokenName } from './strays.ts'
import { launcherFile } from './tslab.ts'
import { kernelVersions, type ToolVersion } from './versions.ts'

export interface StartOptions extends MessageListener {
  /** The kernel's working directory. */
  cwd: string
  /** The notebook's folder, from which a TypeScript kernel finds what cells import; the working directory unless told. */
  folder?: string
  /** Milliseconds until it must be ready. */
  timeout: number
  signal?: AbortSignal | undefined
  env?: NodeJS.ProcessEnv
  /** From which a kernel gets its ports that talks over TCP; by default from 16384 to 32767. */
  ports?: KernelPorts | undefined
  onWritten?: OnWritten
  /** Hears what a user might wonder about, each sentence once; by default it goes to stderr. */
  say?: ((sentence: string) => void) | undefined
}

/** What was seen when a kernel ended. */
export interface Ended {
  /** What went wrong after the last cell, a sentence each. */
  errors: string[]
  /** Processes that lived on, and were ended too. */
  left: Stray[]
}

/** A kernel that is ready, here or elsewhere. */
export interface Kernel {
  profile: Profile
  /** What it is made of, as far as that is known. */
  versions: ToolVersion[]
  /** Absent of one that runs elsewhere. */
  pid?: number
  died: Promise<Exit>
  /** Once it has ended. */
  readonly exit: Exit | undefined
  /** The last that the process wrote to its own stderr and stdout, which no notebook shows. */
  output(): string
  /** Once `onWritten` has heard of all that the process has written by now. */
  drained(): Promise<void>
  /** Messages that it may have published before we heard any, at most. */
  unheard: number
  /** Reasons why messages were dropped. */
  rejected: readonly string[]
  /** Why it cannot be said that all it published has come, where that is so. */
  doubt(): Judgement | undefined
  execute(code: string): RequestExchange
  request(msg_type: string, content?: Record<string, unknown>): RequestExchange
  /** Asks the kernel to leave off what it does; whether it did, the cell's reply tells. */
  interrupt(way: 'signal' | 'message'): void
  /** The way that its spec names. */
  interruptMode: 'signal' | 'message'
  /** Request, SIGTERM, SIGKILL to the whole group and to whatever else it left, each when the one before was not enough. */
  stop(): Promise<Ended>
  /** SIGKILL to the whole group and to whatever else it left. */
  kill(): Promise<void>
}

/** A kernel that is a process of ours. */
export interface LocalKernel extends Kernel {
  pid: number
}

/**
 * Starts a kernel and waits until it is ready: a reply on shell and a message on iopub. With new ports when one was taken.
 *
 * @throws KernelStartError when it does not become ready; the signal's reason when aborted. No process is left then.
 */
export async function startKernel(choice: KernelChoice, options: StartOptions): Promise<LocalKernel> {
  options.signal?.throwIfAborted()
  // What is waited for it has its own limit.
  let snapshot = await snapshotFor(choice, options)
  options.signal?.throwIfAborted()
  const deadline = performance.now() + options.timeout
  for (let tries = 1; ; tries++) {
    const attempt = new StartAttempt(choice, options, snapshot)
    try {
      return await attempt.start(deadline)
    } catch (error) {
      await attempt.end()
      if (attempt.foundPortTaken() && tries < attempts) continue
      if (!snapshot || !attempt.endedAtOnce() || options.signal?.aborted) throw error
      await snapshot.refused((error as Error).message)
      snapshot = undefined
    }
  }
}

async function snapshotFor(choice: KernelChoice, options: StartOptions): Promise<SnapshotStart | undefined> {
  const { cwd, folder = cwd, signal, say, env = process.env } = options
  return snapshotStart(choice.spec.argv, { cwd: folder, env: environmentOf(choice.spec, env), signal, say })
}

/** How often a kernel is started anew because a port was taken. */
const attempts = 10

/** One try: a connection file, a process, sockets. */
class StartAttempt {
  readonly #choice: KernelChoice
  readonly #options: StartOptions
  readonly #snapshot: SnapshotStart | undefined
  readonly #release: (() => unknown)[] = []
  readonly #token: string = randomUUID()
  #process: KernelProcess | undefined
  #published = false
  #asked = 0

  constructor(choice: KernelChoice, options: StartOptions, snapshot: SnapshotStart | undefined) {
    this.#choice = choice
    this.#options = options
    this.#snapshot = snapshot
  }

  async start(deadline: number): Promise<LocalKernel> {
    const { spec, place: resources, name } = this.#choice
    const { signal, cwd, folder = cwd, env = process.env, onWritten = () => {} } = this.#options
    signal?.throwIfAborted()
    const file = await createConnectionFile(name, { ipc: speaksIpc(spec), ports: this.#options.ports })
    this.#release.push(file.remove)
    const guard = startGuard()
    const places = { connection_file: file.path, resource_dir: resources }
    const argv = this.#snapshot?.argv ?? spec.argv
    const command = [...commandOf({ argv }, places), ...wordsFor(spec, folder === cwd ? undefined : cwd)]
    const place = isLaunched(spec) ? folder : cwd
    try {
      const own = { ...withParent(environmentOf(spec, env)), [tokenName]: this.#token }
      this.#process = await startProcess(command, { cwd: place, env: own, onWritten })
    } catch (cause) {
      throw new KernelStartError(`${command[0]} cannot be started: ${(cause as Error).message}`, '', { cause })
    }
    const group = this.#process.pid
    guard.watch(group, this.#token)
    this.#release.push(() => guard.release(group))
    const client = await this.#connect(file.connection)
    const info = await this.#ready(client, deadline)
    const profile = profileFor(info.content.implementation, spec.argv, launcherFile())
    return this.#kernel(client, profile, kernelVersions(spec, isLaunched(spec), info.content))
  }

  async #connect(connection: Parameters<typeof openChannels>[0]): Promise<Client> {
    // Loaded while the kernel starts.
    const { openChannels } = await import('./channels.ts')
    const onPublished = (message: Message) => {
      this.#published = true
      this.#options.onPublished(message)
    }
    // The routing id and the session are one, as other clients have it.
    let client: Client | undefined
    const routingId = connection.key.slice(0, 32)
    const channels = openChannels(connection, routingId, (channel, frames) => client?.receive(channel, frames))
    this.#release.push(channels.close)
    const { onInputRequest } = this.#options
    client = new Client(channels, connection.key, { onPublished, onInputRequest }, connection.transport === 'ipc')
    return client
  }

  async #ready(client: Client, deadline: number): Promise<Message> {
    const { signal } = this.#options
    const ended = this.#process!.exited
    let info: Message | undefined
    for (;;) {
      // The first waits in our socket until the kernel is there. Asked again in case that nobody heard it, and for an
      // iopub message once the subscription has reached the kernel.
      const asked = client.request('kernel_info_request')
      this.#asked++
      const again = performance.now() + (info ? 20 : 1000)
      do {
        const came = await Promise.race([within(info ? 20 : 100, asked.reply), ended])
        signal?.throwIfAborted()
        if (came && 'header' in came) info = came
        if (this.#process!.exit) throw this.#failed(`it ended at once (${describeExit(this.#process!.exit)})`)
        if (this.foundPortTaken())
          throw this.#failed(`a port that it was given was taken meanwhile, ${attempts} times over`)
        if (performance.now() > deadline)
          throw this.#failed(`it gave no answer within ${this.#options.timeout / 1000} s`)
      } while (!info && performance.now() < again)
      if (info && !this.#published) await within(20, asked.idle)
      if (info && this.#published) return info
    }
  }

  #failed(reason: string): KernelStartError {
    return new KernelStartError(`the kernel "${this.#choice.name}" did not start: ${reason}`, this.#process!.output())
  }

  endedAtOnce(): boolean {
    return this.#process?.exit !== undefined
  }

  foundPortTaken(): boolean {
    return saysTaken(this.#process?.output() ?? '')
  }

  /** @returns what had to be ended besides the kernel and its group */
  async end(): Promise<Stray[]> {
    return this.#end(this.#process && this.#release.length > 0 ? descendantsOf(this.#process.pid) : [])
  }

  async #end(known: ReturnType<typeof descendantsOf>): Promise<Stray[]> {
    const isFirst = this.#release.length > 0
    await this.#process?.kill()
    const left = isFirst ? endStrays(this.#token, known, this.#process?.pid, this.#process?.started) : []
    if (isFirst) await within(500, this.#process?.silent ?? Promise.resolve())
    for (const release of this.#release.splice(0).reverse()) await release()
    return left
  }

  #kernel(client: Client, profile: Profile, versions: ToolVersion[]): LocalKernel {
    const child = this.#process!
    return {
      profile,
      versions,
      pid: child.pid,
      died: child.exited,
      get exit() {
        return child.exit
      },
      output: () => child.output(),
      drained: () => child.drained(),
      unheard: 2 * this.#asked,
      rejected: client.rejected,
      doubt: () => undefined,
      execute: (code) => client.execute(code),
      request: (msg_type, content) => client.request(msg_type, content),
      interruptMode: this.#choice.spec.interrupt_mode ?? 'signal',
      interrupt: (way) => {
        if (way === 'message') client.request('interrupt_request', {}, 'control')
        else child.signal('SIGINT')
      },
      stop: async () => {
        const late = child.listen()
        // While it is their parent still, also those that it gave an environment without our token.
        const known = descendantsOf(child.pid)
        const ending = child.exit ? undefined : client.request('shutdown_request', { restart: false }, 'control')
        // Ours ends by itself what a cell has left to be waited for.
        if (ending) await endsByItself(child, ending, client, isLaunched(this.#choice.spec) ? 3000 : 500)
        if (!child.exit) child.signal('SIGTERM')
        await within(1000, child.exited)
        // Its last messages are on their way to us.
        if (ending && child.exit?.signal === null) await within(200, client.lastWord)
        const left = await this.#end(known)
        return { errors: profile.lateErrors(late(), child.exit), left }
      },
      kill: async () => void (await this.end()),
    }
  }
}

/**
 * Waits as long as a kernel may take that was asked to end. What a busy machine takes must not count, or its exit code would be
 * lost: the time begins when it has heard of it, and what has said its last word is at its end, however long that takes.
 *
 * @param most milliseconds between the two
 */
async function endsByItself(
  { exited }: KernelProcess,
  { reply }: RequestExchange,
  { lastWord }: Client,
  most: number,
): Promise<void> {
  await within(2000, Promise.race([reply.catch(() => undefined), exited]))
  const isAtItsEnd = lastWord.then(() => true)
  if (await within(most, Promise.race([isAtItsEnd, exited]))) await within(5000, exited)
}

/** By libzmq's EADDRINUSE, or by the EAGAIN that it may have instead, told of an address or a bind. */
export function saysTaken(output: string): boolean {
  if (/EADDRINUSE|address already in use/i.test(output)) return true
  const again = /EAGAIN|Operation was not possible or timed out|Resource temporarily unavailable/
  return again.test(output) && /(?<![a-z])bind|address: '?(?:tcp|ipc):/i.test(output)
}

function withParent(env: Record<string, string>): Record<string, string> {
  // A colour forced by whoever runs us would get into the outputs; so would what node:test says to a runner of tests.
  const { FORCE_COLOR, CLICOLOR_FORCE, NODE_TEST_CONTEXT, ...rest } = env
  return { ...rest, JPY_PARENT_PID: String(process.pid) }
}

/** `exit code 3`, `killed by SIGKILL`. */
export function describeExit({ code, signal, elsewhere }: Exit): string {
  if (elsewhere) return elsewhere.what
  return signal === null ? `exit code ${code}` : `killed by ${signal}`
}
