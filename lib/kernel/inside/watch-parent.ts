import { Worker } from 'node:worker_threads'
import { tokenName } from '../strays.ts'

/** Ends this process when it was started by another than expected: that one died before we came to look. */
export function expectParent(expected: number | undefined): void {
  parent = process.ppid
  if (expected !== undefined && expected !== parent) process.exit(1)
}

let parent = 0

/**
 * Ends this process, the children in its process group and what else descends from it, as soon as the parent is gone. The
 * watch runs in a thread of its own: a cell in a busy loop starves every timer of the main thread.
 */
export function watchParent(): void {
  const strays = new URL('../strays.js', import.meta.url).href
  const workerData = { parent, interval: 200, strays, token: process.env[tokenName], self: process.pid }
  new Worker(watch, { eval: true, workerData, execArgv: [], stdin: false }).unref()
}

const watch = `
const { workerData: { parent, interval, strays, token, self } } = require('node:worker_threads')
function isGone() {
  if (process.ppid !== parent) return true
  try { process.kill(parent, 0) } catch (error) { return error.code === 'ESRCH' }
  return false
}
const timer = setInterval(async () => {
  if (!isGone()) return
  clearInterval(timer)
  try { if (token) (await import(strays)).endStrays(token, [], self) } catch {}
  try { process.kill(-process.pid, 'SIGKILL') } catch {}
  process.kill(process.pid, 'SIGKILL')
}, interval)
`
