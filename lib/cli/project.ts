import { existsSync, statSync } from 'node:fs'
import { dirname, join, normalize, relative, resolve, sep } from 'node:path'
import { UsageError } from '../command/index.ts'
import { findConfig, isOfProject } from '../config/find.ts'
import type { LoadedConfig, Overrides } from '../config/index.ts'
import { FileError, type FoundInputs, findNotebooks } from '../files/index.ts'
import { count } from '../words.ts'
import { withoutCopies } from './copy-of.ts'
import type { Io } from './io.ts'
import { meantByPaths } from './meant-by-paths.ts'
import { nothingRun } from './problems.ts'
import { type ConfigArguments, NotebookSettings } from './settings.ts'
import { shownPath } from './shown-path.ts'

/** The folder that is meant when none is named. */
const usualFolder = 'notebooks'

/** What is asked of notebooks, by command line and configs. */
export class Project {
  readonly #io: Io
  readonly #options: ConfigArguments
  readonly #overrides: Overrides
  readonly #named: LoadedConfig | undefined
  readonly #loaded = new Map<string, Promise<LoadedConfig>>()
  /** The config found for each folder. */
  readonly #files = new Map<string, string | undefined>()
  /** Of the folder in which ackbook is called, or the one that was named. */
  config: LoadedConfig | undefined

  private constructor(options: ConfigArguments, io: Io, overrides: Overrides, named: LoadedConfig | undefined) {
    this.#options = options
    this.#io = io
    this.#overrides = overrides
    this.#named = named
  }

  /** @throws ConfigError, UsageError for what cannot be used */
  static async open(options: ConfigArguments, io: Io): Promise<Project> {
    const { config, cwd, env = [], envFile = [] } = options
    if (options.gateway !== undefined) await checkGateway(options, io)
    if (cwd !== undefined) checkIsFolder(resolve(io.cwd, cwd), `--cwd ${cwd}`)
    const files = await Promise.all(
      envFile.map(async (path) => (await import('../config/environment.ts')).readEnvFile(path, io.cwd)),
    )
    const overrides = Object.assign({}, ...files, Object.fromEntries(env.map(variableIn))) as Overrides
    const named = typeof config === 'string' ? await loadedFrom(resolve(io.cwd, config), io) : undefined
    const project = new Project(options, io, overrides, named)
    project.config = await project.#configFor(io.cwd, true)
    return project
  }

  /**
   * The notebooks that are meant by paths and patterns, or by the config where there are none.
   *
   * @param output a folder for what is made of them, which is no input
   */
  async find(paths: readonly string[], output?: string, isRun = true): Promise<FoundInputs> {
    const { cwd } = this.#io
    if (paths.length > 0) {
      const { wanted, literal, problems } = await meantByPaths(paths, cwd, output)
      const found = await findNotebooks(wanted, cwd, output)
      return this.#withoutExcluded({ ...found, problems: [...problems, ...found.problems] }, literal, isRun)
    }
    const { config } = this
    if (!config?.settings.include) {
      const found = await findNotebooks([usualFolder], cwd, output)
      const problems = found.problems.map(
        ({ path, message }) => new FileError(path, `${message}; name the notebooks or their folder`),
      )
      return this.#withoutExcluded({ ...found, problems }, [], isRun)
    }
    const { meantBy } = await import('../config/patterns.ts')
    const { paths: meant, fitting, base, vain } = await meantBy(config.settings.include, config.folder)
    const top = shownPath(base, cwd)
    const wanted = meant.map((path) => {
      const shown = shownPath(path, cwd)
      return fitting.has(path) ? { path: shown, base: top } : shown
    })
    const found = await findNotebooks(wanted, cwd, output)
    const notebooks = found.notebooks.map(({ path }) => ({ path, below: relative(base, resolve(cwd, path)) }))
    const problems = vain.map(
      (entry) => new FileError(config.path, `"include" names ${JSON.stringify(entry)}, which is not there`),
    )
    return this.#withoutExcluded({ notebooks, problems: [...problems, ...found.problems] }, [], isRun)
  }

  /** The files and folders in which {@link find} looks, absolute. */
  async places(paths: readonly string[]): Promise<string[]> {
    const { cwd } = this.#io
    const { folder, settings } = this.config ?? {}
    if (paths.length > 0) {
      const { wanted } = await meantByPaths(paths, cwd)
      return wanted.map((each) => resolve(cwd, typeof each === 'string' ? each : each.path))
    }
    if (folder === undefined || !settings?.include) return [resolve(cwd, usualFolder)]
    return (await (await import('../config/patterns.ts')).meantBy(settings.include, folder)).paths
  }

  /** @param isRun whether its result is asked for: a config that must not be run is in the way then, and passed over otherwise */
  async settingsFor(path: string, isRun = true): Promise<NotebookSettings> {
    const config = await this.#configFor(dirname(resolve(this.#io.cwd, path)), isRun)
    return new NotebookSettings(config, this.#options, this.#overrides, this.#io.cwd)
  }

  /** Whether the notebooks that were found are all that a config holds for, as far as it says. */
  async isWhole(config: LoadedConfig, paths: readonly string[], found: readonly string[]): Promise<boolean> {
    const { cwd } = this.#io
    if ((this.#options.exclude ?? []).length > 0) return false
    if (paths.some((path) => holdsFolder(config.folder, resolve(cwd, path)))) return true
    if (paths.length === 0) return true
    const { meantBy } = await import('../config/patterns.ts')
    const meant = await meantBy(config.settings.include ?? [usualFolder], config.folder)
    const all = await this.#withoutExcluded(await findNotebooks(meant.paths, cwd), [], true)
    const there = new Set(found.map((path) => resolve(cwd, path)))
    return all.notebooks.length > 0 && all.notebooks.every(({ path }) => there.has(resolve(cwd, path)))
  }

  /** One that is named itself is meant, whatever a config passes over; not so what the command line leaves out. */
  async #withoutExcluded(all: FoundInputs, given: readonly string[], isRun: boolean): Promise<FoundInputs> {
    const { cwd } = this.#io
    const named = new Set(given.map((path) => normalize(path)))
    const found = withoutCopies(all, given, cwd)
    const { exclude: left = [] } = this.#options
    const isLeft = left.length > 0 ? (await import('../config/patterns.ts')).matcherOf(left, cwd) : () => false
    const notebooks: FoundInputs['notebooks'] = []
    let excluder: LoadedConfig | '--exclude' | undefined
    for (const each of found.notebooks) {
      const file = resolve(cwd, each.path)
      if (isLeft(file)) {
        excluder = '--exclude'
        continue
      }
      // What is wrong with the config of a notebook is told with the notebook.
      const config = named.has(each.path)
        ? undefined
        : await this.#configFor(dirname(file), isRun).catch(() => undefined)
      const { exclude } = config?.settings ?? {}
      if (config && exclude && (await import('../config/patterns.ts')).matcherOf(exclude, config.folder)(file))
        excluder = config
      else notebooks.push(each)
    }
    const { problems } = found
    if (!excluder || notebooks.length + problems.length > 0) return { notebooks, problems }
    const none = `leaves none of ${count(found.notebooks.length, 'notebook')}`
    if (excluder === '--exclude')
      throw new UsageError(`--exclude ${left.join(' --exclude ')} ${none}`, { consequence: nothingRun })
    return { notebooks, problems: [new FileError(excluder.path, `"exclude" ${none}`)] }
  }

  /** @param folder absolute */
  async #configFor(folder: string, isRun: boolean): Promise<LoadedConfig | undefined> {
    const { cwd } = this.#io
    if (this.#named || this.#options.config === false) return this.#named
    if (!this.#files.has(folder)) this.#files.set(folder, findConfig(folder, cwd))
    const file = this.#files.get(folder)
    if (file === undefined) return undefined
    // What is not run needs no rules, and patterns from elsewhere could take for ever.
    if (!isRun && !isOfProject(file, cwd)) return undefined
    if (!file.endsWith('.json') && !isOfProject(file, cwd)) {
      const { ConfigError } = await import('../config/error.ts')
      const remedy = `call ackbook there, or name it by --config; --no-config does without`
      throw new ConfigError(shownPath(file, cwd), `is code from outside the project here, and was not run: ${remedy}`)
    }
    const loading = this.#loaded.get(file) ?? loadedFrom(file, this.#io)
    this.#loaded.set(file, loading)
    return loading
  }
}

async function loadedFrom(file: string, { cwd }: Io): Promise<LoadedConfig> {
  return (await import('../config/load.ts')).loadConfig(file, shownPath(file, cwd))
}

function variableIn(text: string): [name: string, value: string] {
  const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(text) ?? []
  if (name !== undefined && value !== undefined) return [name, value]
  throw new UsageError(`--env ${text} is no variable: say --env NAME=VALUE`, { consequence: nothingRun })
}

/** @throws GatewayError for what is no address of one, UsageError for what cannot be said beside it */
async function checkGateway({ gateway = '', cwd, env, envFile }: ConfigArguments, io: Io): Promise<void> {
  const { gatewayAddress } = await import('../gateway/address.ts')
  gatewayAddress(gateway, io.env)
  const vain = cwd !== undefined ? '--cwd' : env ? '--env' : envFile ? '--env-file' : undefined
  if (vain !== undefined)
    throw new UsageError(`${vain} is for kernels here, and those of a gateway have what it gives them: leave it out`, {
      consequence: nothingRun,
    })
}

function checkIsFolder(folder: string, said: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return
  const reason = existsSync(folder) ? 'is no folder' : 'is not there'
  throw new UsageError(`${said} ${reason}: name the folder in which kernels shall work`, { consequence: nothingRun })
}

function holdsFolder(path: string, folder: string): boolean {
  return path === folder || path.startsWith(join(folder, sep))
}
