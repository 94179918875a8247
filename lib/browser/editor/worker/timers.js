// @ts-check
/** Timers that a cell sets are counted: while one is left, what it will print is waited for. */

/** @type {Set<number>} */
const pending = new Set()
/** @type {() => unknown} */
let whenNone = () => {}

/** @param {() => unknown} then called once none is left, at once where none is */
export function afterTimers(then) {
  whenNone = then
  look()
}

function look() {
  if (pending.size === 0) whenNone()
}

export function countTimers() {
  const { setTimeout: once, clearTimeout: dropOne, setInterval: often, clearInterval: dropAll } = self
  /** @type {any} */
  const counted = (/** @type {any} */ action, /** @type {number} */ wait, /** @type {unknown[]} */ ...values) => {
    const id = once(() => {
      pending.delete(id)
      try {
        action(...values)
      } finally {
        look()
      }
    }, wait)
    pending.add(id)
    return id
  }
  /** @type {any} */
  const repeated = (/** @type {any} */ action, /** @type {number} */ wait, /** @type {unknown[]} */ ...values) => {
    const id = often(action, wait, ...values)
    pending.add(id)
    return id
  }
  const drop = (/** @type {number | undefined} */ id) => {
    dropOne(id)
    dropAll(id)
    if (id !== undefined && pending.delete(id)) look()
  }
  Object.assign(self, { setTimeout: counted, setInterval: repeated, clearTimeout: drop, clearInterval: drop })
  // Node's own, which programs of notebooks may wait for.
  Object.assign(self, {
    setImmediate: (/** @type {any} */ action, /** @type {unknown[]} */ ...values) => counted(action, 0, ...values),
  })
}
