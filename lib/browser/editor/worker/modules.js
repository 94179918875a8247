// @ts-check
/** The modules that cells may import, by the names by which they import them. */

/** @type {Map<string, () => unknown>} */
const makers = new Map()
/** @type {Map<string, unknown>} */
const made = new Map()

/**
 * @param {string} name
 * @param {(require: (name: string) => unknown, exports: object, module: { exports: object }) => unknown} make called once, by the first
 * who imports it: gives what it exports, or puts it into `module`
 */
export function define(name, make) {
  makers.set(name, () => {
    const module = { exports: {} }
    return make(require, module.exports, module) ?? module.exports
  })
}

/** Has the modules that a page's own text gives found by the names that its cells have for them. @param {string} page */
export function defineModules(page) {
  const { modules } = require(page)
  for (const name of Object.keys(modules)) define(name, () => modules[name])
}

/**
 * @param {string} name
 * @returns {any}
 */
export function require(name) {
  // What a text asks of another: `room:engine?12` is a module of it.
  const [, room, id] = /^room:(.*)\?(\d+)$/.exec(name) ?? []
  if (room !== undefined && id !== undefined) return require(room).rooms[id]
  const maker = makers.get(name)
  if (!maker) throw new Error(`The page has no module '${name}'. It has: ${[...makers.keys()].sort().join(', ')}.`)
  if (!made.has(name)) made.set(name, maker())
  return made.get(name)
}
