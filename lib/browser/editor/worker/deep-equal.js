// @ts-check
/** Whether two values are the same to `deepStrictEqual` of Node's `assert`: types, prototypes and own enumerable members too. */

/**
 * @param {any} one
 * @param {any} other
 * @param {Map<object, object>} met pairs that are being compared
 * @returns {boolean}
 */
export function isDeepEqual(one, other, met = new Map()) {
  if (Object.is(one, other)) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  if (Object.getPrototypeOf(one) !== Object.getPrototypeOf(other)) return false
  if (met.get(one) === other) return true
  met.set(one, other)
  try {
    return sameKind(one, other, met) && sameMembers(one, other, met)
  } finally {
    met.delete(one)
  }
}

/**
 * @param {any} one
 * @param {any} other
 * @param {Map<object, object>} met
 */
function sameKind(one, other, met) {
  if (Array.isArray(one) !== Array.isArray(other)) return false
  if (Array.isArray(one)) return one.length === other.length
  if (one instanceof Date) return Object.is(one.getTime(), other.getTime())
  if (one instanceof RegExp) return String(one) === String(other) && one.lastIndex === other.lastIndex
  if (one instanceof Error) return one.message === other.message && one.name === other.name
  if (one instanceof ArrayBuffer) return isDeepEqual(new Uint8Array(one), new Uint8Array(other), met)
  if (ArrayBuffer.isView(one)) return one.byteLength === other.byteLength
  if (one instanceof Map) return one.size === other.size && [...one].every((entry) => hasEntry(other, entry, met))
  if (one instanceof Set) return one.size === other.size && [...one].every((item) => hasItem(other, item, met))
  if (one instanceof Number || one instanceof String || one instanceof Boolean)
    return Object.is(one.valueOf(), other.valueOf())
  return true
}

/**
 * @param {Map<unknown, unknown>} map
 * @param {[unknown, unknown]} entry
 * @param {Map<object, object>} met
 */
function hasEntry(map, [key, value], met) {
  if (map.has(key)) return isDeepEqual(value, map.get(key), met)
  return [...map].some(([own, held]) => isDeepEqual(key, own, met) && isDeepEqual(value, held, met))
}

/**
 * @param {Set<unknown>} set
 * @param {unknown} item
 * @param {Map<object, object>} met
 */
function hasItem(set, item, met) {
  return set.has(item) || [...set].some((own) => isDeepEqual(item, own, met))
}

/**
 * @param {any} one
 * @param {any} other
 * @param {Map<object, object>} met
 */
function sameMembers(one, other, met) {
  const keys = membersOf(one)
  return (
    keys.length === membersOf(other).length &&
    keys.every(
      (key) => Object.prototype.propertyIsEnumerable.call(other, key) && isDeepEqual(one[key], other[key], met),
    )
  )
}

/** @param {object} value */
function membersOf(value) {
  const symbols = Object.getOwnPropertySymbols(value).filter((key) =>
    Object.prototype.propertyIsEnumerable.call(value, key),
  )
  return [...Object.keys(value), ...symbols]
}
