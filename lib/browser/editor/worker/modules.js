// @ts-check
/** The modules that cells may import, by the names by which they import them. */

/** @type {Map<string, () => unknown>} */
const makers = new Map()
/** @type {Map<string, unknown>} */
const made = new Map()

/**
 * @param {string} name
 * @param {() => unknown} make called once, by the first who imports it
 */
export function define(name, make) {
  makers.set(name, make)
}

/**
 * @param {string} name
 * @returns {any}
 */
export function require(name) {
  const maker = makers.get(name)
  if (!maker) throw new Error(`The page has no module '${name}'. It has: ${[...makers.keys()].sort().join(', ')}.`)
  if (!made.has(name)) made.set(name, maker())
  return made.get(name)
}
