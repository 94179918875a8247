// @ts-check
/**
 * The head of a worker in which a cell runs: what the cells behind it find as `require`, `console`, and in the modules that Node would
 * give them. Bundled, its text stands before that of the library and of the cells.
 */
import * as util from 'node-inspect-extracted'
import { assert } from './assert.js'
import { errorMessage } from './errors.js'
import { define, defineModules, require } from './modules.js'
import { cellConsole, listen, showValue, tell, tslab } from './output.js'
import { afterTimers, countTimers } from './timers.js'

const { inspect, format } = util
for (const name of ['node:assert', 'node:assert/strict', 'assert', 'assert/strict']) define(name, () => assert)
for (const name of ['node:util', 'util'])
  define(name, () => ({
    inspect,
    format,
    isDeepStrictEqual: isSame,
    default: { inspect, format, isDeepStrictEqual: isSame },
  }))
define('tslab', tslab)

/**
 * @param {unknown} one
 * @param {unknown} other
 */
function isSame(one, other) {
  try {
    assert.deepEqual(one, other)
    return true
  } catch {
    return false
  }
}

countTimers()
addEventListener('unhandledrejection', (event) => {
  event.preventDefault()
  tell(errorMessage(event.reason))
})
addEventListener('error', (event) => {
  // What is no program at all the page hears of itself.
  if (!event.error) return
  event.preventDefault()
  tell(errorMessage(event.error))
})

/** A whole turn, as there is between two cells in a kernel. */
const turn = () =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve(undefined)
    }
    port2.postMessage(0)
  })

/** @param {() => Promise<void>} cells the cells, each inside the one before */
async function run(cells) {
  try {
    await cells()
  } catch (error) {
    tell(errorMessage(error))
  }
  tell({ type: 'done' })
  afterTimers(async () => {
    // A rejection that nobody takes is told a turn later.
    for (let turns = 0; turns < 3; turns++) await turn()
    tell({ type: 'idle' })
  })
}

Object.assign(self, {
  ...{
    define,
    require,
    $modules: defineModules,
    console: cellConsole,
    $value: showValue,
    $listen: listen,
    $turn: turn,
    $run: run,
  },
  // Cells ask for it to do without what only one system has.
  process: { platform: 'browser', env: {} },
  $import: async (/** @type {string} */ name) => require(name),
})
