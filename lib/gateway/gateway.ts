import { setTimeout as sleep } from 'node:timers/promises'
import type { ServerConnection } from '@jupyterlab/services'
import { within } from '../kernel/deferred.ts'
import { GatewayError } from '../kernel/errors.ts'
import type { KernelSpec } from '../kernel/spec.ts'
import { type GatewayAddress, gatewayAddress } from './address.ts'
import { loadServices, quietly, type Services, settingsFor } from './services.ts'

/** A Jupyter Server or an Enterprise Gateway, as far as it is asked by HTTP. */
export class Gateway {
  readonly address: GatewayAddress
  readonly services: Services
  readonly #settings: ServerConnection.ISettings
  #specs: Promise<Map<string, KernelSpec>> | undefined

  private constructor(address: GatewayAddress, services: Services) {
    this.address = address
    this.services = services
    this.#settings = settingsFor(services, address)
  }

  /** @throws GatewayError for what is no address, and where the package is missing by which it is reached */
  static async at(given: string, env: Readonly<Record<string, string | undefined>>): Promise<Gateway> {
    const address = gatewayAddress(given, env)
    const key = JSON.stringify(address)
    const known = gateways.get(key) ?? quietly(loadServices).then((services) => new Gateway(address, services))
    gateways.set(key, known)
    return known
  }

  /** The kernel specs that it has, by name; asked for once. @throws GatewayError */
  async specs(): Promise<Map<string, KernelSpec>> {
    this.#specs ??= this.#ask('list its kernels', 20_000, async () => specsIn(await this.#specModels()))
    // Who asks again may meet a server that is there by then.
    this.#specs.catch(() => {
      this.#specs = undefined
    })
    return this.#specs
  }

  async #specModels(): Promise<unknown> {
    const { ServerConnection } = this.services
    // By the package's own function, what is wrong with one spec, or that there is none, is a fault of all.
    const response = await ServerConnection.makeRequest(`${this.address.url}api/kernelspecs`, {}, this.#settings)
    if (response.status !== 200) throw await ServerConnection.ResponseError.create(response)
    return response.json()
  }

  /**
   * Starts a kernel.
   *
   * @param path of its notebook, from the root of the server; it works in the nearest folder above that is there
   * @returns its id; a kernel that is told of too late is ended
   */
  async start(name: string, path: string | undefined, milliseconds: number, signal?: AbortSignal): Promise<string> {
    const { KernelAPI } = this.services
    let isUnwanted = false
    const asked = quietly(() => KernelAPI.startNew({ name, ...(path === undefined ? {} : { path }) }, this.#settings))
    const ended = asked.then(
      ({ id }) => (isUnwanted ? this.end(id).catch(() => undefined) : undefined),
      () => undefined,
    )
    try {
      const model = await this.#ask('start a kernel', milliseconds, () => orAborted(asked, signal))
      return model.id
    } catch (error) {
      isUnwanted = true
      // Its answer tells which kernel it is that nobody wants any more.
      await within(10_000, ended)
      throw error
    }
  }

  /** Whether it still has a kernel. @throws GatewayError when it does not say */
  async has(id: string): Promise<boolean> {
    const { KernelAPI } = this.services
    const model = await this.#ask('say whether a kernel runs', 10_000, () =>
      KernelAPI.getKernelModel(id, this.#settings),
    )
    return model !== undefined
  }

  async interrupt(id: string): Promise<void> {
    const { KernelAPI } = this.services
    await this.#ask('interrupt a kernel', 10_000, () => KernelAPI.interruptKernel(id, this.#settings))
  }

  /**
   * Ends a kernel, and looks whether it is gone: a server that just starts it anew, because its process has ended, refuses.
   *
   * @throws GatewayError
   */
  async end(id: string, milliseconds = 30_000): Promise<void> {
    const { KernelAPI } = this.services
    const deadline = performance.now() + milliseconds
    for (;;) {
      const left = Math.max(1000, deadline - performance.now())
      try {
        await this.#ask('end a kernel', left, () => KernelAPI.shutdownKernel(id, this.#settings))
        if (!(await this.has(id))) return
      } catch (error) {
        if (performance.now() > deadline) throw error
      }
      await sleep(200)
    }
  }

  /** What of it is not the package's to see, in the words of its errors. */
  async #ask<Result>(what: string, milliseconds: number, ask: () => Promise<Result>): Promise<Result> {
    const { url } = this.address
    try {
      const answer = await within(
        milliseconds,
        quietly(ask).then((result) => ({ result })),
      )
      if (answer) return answer.result
    } catch (error) {
      if (error instanceof GatewayError || (error as Error).name === 'AbortError') throw error
      throw new GatewayError(this.#reasonOf(error, what), { cause: error })
    }
    throw new GatewayError(
      `the gateway ${url} was asked to ${what}, and gave no answer within ${milliseconds / 1000} s`,
    )
  }

  #reasonOf(error: unknown, what: string): string {
    const { url, token } = this.address
    const { message, response } = error as Error & { response?: Response }
    const plain = (token === '' ? message : message.replaceAll(token, '…')).slice(0, 500)
    const { status } = response ?? {}
    if (status === undefined && error instanceof TypeError) return plain
    if (status === 401 || status === 403) {
      const remedy = token === '' ? 'set JUPYTER_TOKEN in the environment' : 'look at the token in the environment'
      return `the gateway ${url} refuses to ${what} (${status}: ${plain}): ${remedy}`
    }
    if (status === 404) return `${url} is no Jupyter Server (404): give the address of its root, as it prints it itself`
    if (status === undefined) return `${url} does not answer as a Jupyter Server does (${plain})`
    return `the gateway ${url} could not ${what} (${status}: ${plain})`
  }
}

const gateways = new Map<string, Promise<Gateway>>()

async function orAborted<Result>(promise: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  signal?.throwIfAborted()
  let abort = () => {}
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal!.reason)
    signal?.addEventListener('abort', abort, { once: true })
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal?.removeEventListener('abort', abort)
  }
}

/** @see https://jupyter-server.readthedocs.io/en/latest/developers/rest-api.html */
function specsIn(answer: unknown): Map<string, KernelSpec> {
  const { kernelspecs } = Object(answer) as { kernelspecs?: unknown }
  if (typeof kernelspecs !== 'object' || kernelspecs === null) throw new Error('it names no kernel specs')
  return new Map(
    Object.entries(kernelspecs).map(([name, entry]) => {
      const { argv, display_name, language, interrupt_mode, metadata } = Object(
        (entry as { spec?: unknown } | null)?.spec,
      ) as Record<string, unknown>
      const spec: KernelSpec = {
        // Some gateways start kernels by other means, and keep that to themselves.
        argv: Array.isArray(argv) ? argv.map(String) : [],
        display_name: typeof display_name === 'string' ? display_name : name,
        language: typeof language === 'string' ? language : '',
        ...(interrupt_mode === 'message' ? { interrupt_mode } : {}),
        ...(typeof metadata === 'object' && metadata !== null ? { metadata: metadata as Record<string, unknown> } : {}),
      }
      return [name, spec]
    }),
  )
}
