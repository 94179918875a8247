import { Worker } from 'node:worker_threads'

/**
 * Ends this process, and the children in its process group, as soon as the parent is gone. The watch runs in a thread
 * of its own: a cell in a busy loop starves every timer of the main thread.
 *
 * @param expected who started us, when known: it may have died before we came to look
 */
export function watchParent(expected?: number): void {
  const parent = process.ppid
  if (expected !== undefined && expected !== parent) process.exit(1)
  new Worker(watch, { eval: true, workerData: { parent, interval: 200 }, execArgv: [], stdin: false }).unref()
}

const watch = `
const { workerData: { parent, interval } } = require('node:worker_threads')
function isGone() {
  if (process.ppid !== parent) return true
  try { process.kill(parent, 0) } catch (error) { return error.code === 'ESRCH' }
  return false
}
setInterval(() => {
  if (!isGone()) return
  try { process.kill(-process.pid, 'SIGKILL') } catch {}
  process.kill(process.pid, 'SIGKILL')
}, interval)
`
