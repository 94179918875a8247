import { existsSync } from 'node:fs'
import module, { createRequire } from 'node:module'
import { shortName } from './source-maps.ts'

type Resolve = (request: string, ...rest: unknown[]) => string

/**
 * Makes `import … from 'ackbook/…'` run in a notebook that finds no ackbook of its own: it gets the one that runs it. A module
 * that is not there is told without the place of the installation.
 *
 * @param folder the notebook's
 */
export function supplyAckbook(folder: string): void {
  const loader = module as unknown as { _resolveFilename: Resolve }
  const resolve = loader._resolveFilename
  const { resolve: resolveHere } = createRequire(import.meta.url)
  loader._resolveFilename = function (this: unknown, request, ...rest) {
    try {
      return resolve.call(this, request, ...rest)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error
      try {
        if (/^ackbook(\/|$)/.test(request)) return resolveHere(request)
      } catch {}
      throw withoutPlaces(error as Missing, folder)
    }
  }
}

/**
 * Gives modules a `require.main`, as they have it under a tslab that its own command starts: it is none of them, and some ask for
 * its file.
 *
 * @param file the tslab's `main.js`
 */
export function supplyMain(file: string): void {
  const { Module } = module as unknown as { Module: new (id: string) => object }
  process.mainModule = Object.assign(new Module('.'), { filename: file, loaded: true }) as NodeJS.Module
}

/** Makes this what a file is to whoever requires it. */
export function supplyModule(path: string, exports: object): void {
  const { _cache } = module as unknown as { _cache: Record<string, unknown> }
  _cache[path] = Object.assign(new module.Module(path), { filename: path, loaded: true, exports })
}

interface Missing extends Error {
  requireStack?: unknown
}

/** Who asked for the module: files by their places in the notebook's folder; a cell lies in none. */
function withoutPlaces(error: Missing, folder: string): Missing {
  const { requireStack } = error
  if (!Array.isArray(requireStack)) return error
  const shown = requireStack.filter((file) => existsSync(file)).map((file) => shortName(file, folder))
  const [head = ''] = error.message.split('\nRequire stack:')
  error.message = shown.length > 0 ? `${head}\nRequire stack:\n- ${shown.join('\n- ')}` : head
  if (shown.length > 0) error.requireStack = shown
  else delete error.requireStack
  return error
}
