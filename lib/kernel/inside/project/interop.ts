/** What an `import` of a CommonJS module gives: what the compiler's own helper of this name makes of it. */
export function importStar(module: unknown): unknown {
  if (isModule(module)) return module
  const names = module === null || module === undefined ? [] : Object.getOwnPropertyNames(module)
  const made = {}
  for (const name of names) {
    if (name === 'default') continue
    const get = () => (module as Record<string, unknown>)[name]
    Object.defineProperty(made, name, { enumerable: true, get })
  }
  return Object.defineProperty(made, 'default', { enumerable: true, value: module })
}

function isModule(module: unknown): boolean {
  return (typeof module === 'object' || typeof module === 'function') && module !== null && '__esModule' in module
}

/**
 * What `require` gives for an ECMAScript module, as Node does where it can: with a mark for the compiler's helpers that its `default` is
 * one.
 *
 * @see https://nodejs.org/api/modules.html#loading-ecmascript-modules-using-require
 */
export function asRequired(namespace: object): unknown {
  if ('module.exports' in namespace) return namespace['module.exports']
  if (!('default' in namespace) || '__esModule' in namespace) return namespace
  const made: object = Object.create(null)
  for (const name of Object.keys(namespace)) {
    Object.defineProperty(made, name, { enumerable: true, get: () => Reflect.get(namespace, name) as unknown })
  }
  return Object.defineProperties(made, {
    __esModule: { enumerable: true, value: true },
    [Symbol.toStringTag]: { value: 'Module' },
  })
}
