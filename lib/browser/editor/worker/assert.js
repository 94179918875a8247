// @ts-check
/** `node:assert` in its strict form, as far as checks of a notebook use it, with the first lines of Node's own messages. */
import { inspect } from 'node-inspect-extracted'
import { isDeepEqual } from './deep-equal.js'

class AssertionError extends Error {
  /** @param {{ message?: string | undefined, actual?: unknown, expected?: unknown, operator?: string, generated?: boolean }} options */
  constructor({ message = 'Failed', actual, expected, operator, generated = false }) {
    super(message)
    Object.assign(this, { name: 'AssertionError', code: 'ERR_ASSERTION', generatedMessage: generated })
    Object.assign(this, { actual, expected, operator })
  }
}

/**
 * @param {boolean} holds
 * @param {unknown} message of the caller
 * @param {string} own
 * @param {{ actual?: unknown, expected?: unknown, operator?: string }} facts
 */
function claim(holds, message, own, facts = {}) {
  if (holds) return
  if (message instanceof Error) throw message
  throw new AssertionError({
    message: message === undefined ? own : String(message),
    generated: message === undefined,
    ...facts,
  })
}

/** @param {unknown} value */
const shown = (value) => inspect(value, { depth: 1000, maxArrayLength: Infinity, sorted: true })

/**
 * @param {unknown} actual
 * @param {unknown} expected
 */
function sideBySide(actual, expected) {
  const [one, other] = [shown(actual), shown(expected)]
  if (!`${one}${other}`.includes('\n') && one.length + other.length < 60) return `${one} !== ${other}\n`
  const lines = [...one.split('\n').map((line) => `+ ${line}`), ...other.split('\n').map((line) => `- ${line}`)]
  return `+ actual - expected\n\n${lines.join('\n')}\n`
}

/**
 * @param {unknown} value
 * @param {unknown} [message]
 */
function ok(value, message) {
  const facts = { actual: value, expected: true, operator: '==' }
  claim(Boolean(value), message, `The expression evaluated to a falsy value: ${shown(value)}`, facts)
}

/**
 * @param {unknown} actual
 * @param {unknown} expected
 * @param {unknown} [message]
 */
function equal(actual, expected, message) {
  const own = `Expected values to be strictly equal:\n\n${sideBySide(actual, expected)}`
  claim(Object.is(actual, expected), message, own, { actual, expected, operator: 'strictEqual' })
}

/**
 * @param {unknown} actual
 * @param {unknown} expected
 * @param {unknown} [message]
 */
function notEqual(actual, expected, message) {
  const own = `Expected "actual" to be strictly unequal to: ${shown(expected)}`
  claim(!Object.is(actual, expected), message, own, { actual, expected, operator: 'notStrictEqual' })
}

/**
 * @param {unknown} actual
 * @param {unknown} expected
 * @param {unknown} [message]
 */
function deepEqual(actual, expected, message) {
  const own = `Expected values to be strictly deep-equal:\n${sideBySide(actual, expected)}`
  claim(isDeepEqual(actual, expected), message, own, { actual, expected, operator: 'deepStrictEqual' })
}

/**
 * @param {unknown} actual
 * @param {unknown} expected
 * @param {unknown} [message]
 */
function notDeepEqual(actual, expected, message) {
  const own = `Expected "actual" not to be strictly deep-equal to: ${shown(expected)}`
  claim(!isDeepEqual(actual, expected), message, own, { actual, expected, operator: 'notDeepStrictEqual' })
}

/**
 * @param {string} text
 * @param {RegExp} pattern
 * @param {unknown} [message]
 */
function match(text, pattern, message) {
  const own = `The input did not match the regular expression ${pattern}. Input:\n\n${shown(text)}\n`
  claim(pattern.test(text), message, own, { actual: text, expected: pattern, operator: 'match' })
}

/**
 * @param {string} text
 * @param {RegExp} pattern
 * @param {unknown} [message]
 */
function doesNotMatch(text, pattern, message) {
  const own = `The input was expected to not match the regular expression ${pattern}. Input:\n\n${shown(text)}\n`
  claim(!pattern.test(text), message, own, { actual: text, expected: pattern, operator: 'doesNotMatch' })
}

/**
 * @param {any} error
 * @param {any} expected
 * @param {unknown} message
 */
function judge(error, expected, message) {
  if (expected === undefined || typeof expected === 'string') return
  if (expected instanceof RegExp) return match(String(error), expected, message)
  if (typeof expected === 'function') {
    if (expected.prototype !== undefined && error instanceof expected) return
    if (expected.prototype instanceof Error || expected === Error) throw error
    claim(expected(error) === true, message, 'The validation function is expected to return "true".', { actual: error })
    return
  }
  for (const [key, wanted] of Object.entries(expected)) {
    if (wanted instanceof RegExp && typeof error[key] === 'string') match(error[key], wanted, message)
    else deepEqual(error[key], wanted, message)
  }
  if (expected instanceof Error) equal(error.message, expected.message, message)
}

/**
 * @param {() => unknown} action
 * @param {any} [expected]
 * @param {unknown} [message]
 */
function throws(action, expected, message) {
  try {
    action()
  } catch (error) {
    return judge(error, expected, message)
  }
  claim(false, typeof expected === 'string' ? expected : message, 'Missing expected exception.', { operator: 'throws' })
}

/** @param {Promise<unknown> | (() => Promise<unknown>)} action */
const promised = async (action) => (typeof action === 'function' ? action() : action)

/**
 * @param {Promise<unknown> | (() => Promise<unknown>)} action
 * @param {any} [expected]
 * @param {unknown} [message]
 */
async function rejects(action, expected, message) {
  try {
    await promised(action)
  } catch (error) {
    return judge(error, expected, message)
  }
  claim(false, typeof expected === 'string' ? expected : message, 'Missing expected rejection.', {
    operator: 'rejects',
  })
}

/** @param {unknown} [message] */
function fail(message) {
  claim(false, message, 'Failed', { operator: 'fail' })
}

/** @param {() => unknown} action */
const doesNotThrow = (action) => void action()
/** @param {Promise<unknown> | (() => Promise<unknown>)} action */
const doesNotReject = async (action) => void (await promised(action))

const others = { equal, notEqual, deepEqual, notDeepEqual, match, doesNotMatch, throws, rejects }
const names = {
  strictEqual: equal,
  notStrictEqual: notEqual,
  deepStrictEqual: deepEqual,
  notDeepStrictEqual: notDeepEqual,
}
/** @type {any} */
export const assert = Object.assign(
  (/** @type {unknown} */ value, /** @type {unknown} */ message) => ok(value, message),
  { ok, fail, doesNotThrow, doesNotReject, AssertionError, ...others, ...names },
)
assert.strict = assert
assert.default = assert
