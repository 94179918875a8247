import module, { createRequire } from 'node:module'

type Resolve = (request: string, ...rest: unknown[]) => string

/** Makes `import … from 'ackbook/…'` run in a notebook that finds no ackbook of its own: it gets the one that runs it. */
export function supplyAckbook(): void {
  const loader = module as unknown as { _resolveFilename: Resolve }
  const resolve = loader._resolveFilename
  const { resolve: resolveHere } = createRequire(import.meta.url)
  loader._resolveFilename = function (this: unknown, request, ...rest) {
    try {
      return resolve.call(this, request, ...rest)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND' || !/^ackbook(\/|$)/.test(request)) throw error
      try {
        return resolveHere(request)
      } catch {
        throw error
      }
    }
  }
}
