import { resolve } from 'node:path'
import type { Question } from '../cache/index.ts'
import { chooseAnyKernel } from '../gateway/choose.ts'
import type { Io } from './io.ts'
import type { Loaded } from './load.ts'

/**
 * What the cache, and whoever else asks what its result hangs on, must know of a notebook.
 *
 * @param parameters the values that are given to it
 * @throws ConfigError, UnknownKernelError
 */
export async function questionAbout(
  loaded: Loaded,
  { cwd: here }: Pick<Io, 'cwd'>,
  parameters?: unknown,
): Promise<Question> {
  const { notebook, fingerprint, settings } = loaded
  const path = resolve(here, loaded.path)
  const choice = await chooseAnyKernel(notebook, path, {
    kernel: settings.kernelFor(notebook),
    gateway: settings.gateway,
  })
  const { env, cwd, maxOutput, maxMemory } = await settings.run()
  const { config, rules } = settings
  const limits = { maxOutput, maxMemory }
  return { notebook, fingerprint, path, choice, asked: { settings: rules, config, env, cwd, limits, parameters } }
}
