import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { LoadedConfig, Overrides } from '../config/index.ts'
import type { GatewayPlace } from '../gateway/index.ts'
import { bytesOfAmount, type Notebook, type Policy } from '../notebook/index.ts'
import type { RunOptions } from '../run/index.ts'
import { list } from '../words.ts'

/** What a command line says of configs, and what goes before them. */
export interface ConfigArguments {
  /** The config of all notebooks, instead of those that are found; `false` does without any. */
  config?: string | false
  /** Variables that kernels get, `NAME=VALUE` each. */
  env?: readonly string[]
  /** Files of variables that kernels get. */
  envFile?: readonly string[]
  /** The folder in which kernels work, instead of the notebook's. */
  cwd?: string
  /** Notebooks that are left out, whoever names them: paths, folders and patterns. */
  exclude?: readonly string[]
  /** How often a notebook that fails is run again. */
  retries?: number
  timeout?: number
  /** Seconds that a kernel may take to start. */
  startTimeout?: number
  /** Seconds that a notebook may take. */
  notebookTimeout?: number
  /** Seconds that all of them may take. */
  runTimeout?: number
  /** Bytes that the outputs of a cell may have. */
  maxOutput?: number
  /** Bytes of memory that a kernel may have. */
  maxMemory?: number
  kernel?: string
  /** The address of the gateway on which kernels run. */
  gateway?: string
}

/** What holds for one notebook: the command line goes before its config. */
export class NotebookSettings {
  readonly config: LoadedConfig | undefined
  readonly #options: ConfigArguments
  readonly #overrides: Overrides
  readonly #cwd: string
  #run: RunSettings | undefined

  constructor(config: LoadedConfig | undefined, options: ConfigArguments, overrides: Overrides, cwd: string) {
    this.config = config
    this.#options = options
    this.#overrides = overrides
    this.#cwd = cwd
  }

  /** What its config says of comparing. */
  get rules(): Policy | undefined {
    return this.config && projectRules(this.config)
  }

  /** How often it is run again when it fails. */
  get retries(): number {
    return this.#options.retries ?? this.config?.settings.retries ?? 0
  }

  /** The kernel that a notebook gets whatever it says, or where it says nothing. */
  kernelFor({ metadata }: Notebook): string | undefined {
    const isSilent = metadata.kernelspec?.name === undefined && metadata.language_info?.name === undefined
    return this.#options.kernel ?? (isSilent ? this.config?.settings.kernel : undefined)
  }

  /** Where its kernel runs, if not here. No config says so: what a project says must send no token anywhere. */
  get gateway(): GatewayPlace | undefined {
    const { gateway } = this.#options
    return gateway === undefined ? undefined : { url: gateway, root: this.#cwd }
  }

  /** What its config says in vain, because its kernel does not run here. */
  get unheeded(): string | undefined {
    const { config } = this
    if (!config || !this.gateway) return undefined
    const { env, timezone, locale, cwd } = config.settings
    const said = Object.entries({ env, timezone, locale, cwd }).filter(([, value]) => value !== undefined)
    if (said.length === 0) return undefined
    const names = list(said.map(([name]) => `"${name}"`))
    return `${names} of ${config.path} ${said.length > 1 ? 'hold' : 'holds'} for kernels here: those of a gateway have what it gives them`
  }

  /** What its run is told besides the kernel. @throws ConfigError */
  async run(): Promise<RunSettings> {
    this.#run ??= await this.#makeRun()
    return this.#run
  }

  async #makeRun(): Promise<RunSettings> {
    const { config, gateway } = this
    const { settings = {} } = config ?? {}
    const given = this.#options
    const wanted = {
      timeout: given.timeout ?? settings.timeout,
      startTimeout: given.startTimeout ?? settings.startTimeout,
      notebookTimeout: given.notebookTimeout ?? settings.notebookTimeout,
      maxOutput: given.maxOutput ?? amountIn(settings.maxOutput),
      maxMemory: given.maxMemory ?? amountIn(settings.maxMemory),
    }
    const limits: Pick<RunOptions, LimitName> = Object.fromEntries(
      Object.entries(wanted).flatMap(([name, limit]) => (limit === undefined ? [] : [[name, limit ?? Infinity]])),
    )
    if (gateway) return { env: {}, gateway, ...limits }
    const env = config
      ? { ...(await import('../config/environment.ts')).overridesOf(config.settings), ...this.#overrides }
      : this.#overrides
    const cwd = await this.#folder()
    return {
      env,
      ...limits,
      ...(cwd !== undefined && { cwd }),
    }
  }

  async #folder(): Promise<string | undefined> {
    if (this.#options.cwd !== undefined) return resolve(this.#cwd, this.#options.cwd)
    const { config } = this
    if (config?.settings.cwd === undefined) return undefined
    const folder = resolve(config.folder, config.settings.cwd)
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder
    const { ConfigError } = await import('../config/error.ts')
    throw new ConfigError(config.path, `"cwd" is ${JSON.stringify(config.settings.cwd)}, which is no folder`)
  }
}

/** What a config says of comparing. */
export function projectRules({ settings: { normalise, tolerance, ignore, only } }: LoadedConfig): Policy {
  const all = { normalise, tolerance, ignore, only }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

function amountIn(setting: number | string | undefined): number | undefined {
  return setting === undefined ? undefined : bytesOfAmount(setting)
}

type LimitName = 'timeout' | 'startTimeout' | 'notebookTimeout' | 'maxOutput' | 'maxMemory'

type RunSettings = Pick<RunOptions, LimitName | 'cwd' | 'gateway'> & { env: Overrides }
