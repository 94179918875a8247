import type { Message } from './message.ts'

/**
 * What Deno's kernel is told to run before the first cell, silently. It lets rejections that nobody handles, and what is thrown
 * in a timer, pass without a word: here they are printed to stderr behind a mark, of which {@link lateErrorsIn} makes messages.
 * (`Deno.jupyter.broadcast` could send such a message itself, but a cell that still waits for something never ends then.) What it
 * needs is taken while it is whole, for cells may replace it. A listener of the author's that calls `preventDefault` takes an
 * error over: it is asked when all have heard it, in a microtask, or, where Deno runs none because a timer has thrown while a cell
 * waits, in a timer, which also wakes the cell. A timer alone would not do: when no cell runs, it waits for the next.
 *
 * @param mark that no cell can know
 */
export function denoPrelude(mark: string): string {
  return `void ((scope) => {
  const { error } = console
  const { stringify } = JSON
  const [queue, later, text, Promise] = [queueMicrotask, setTimeout, String, scope.Promise]
  const isError = (value) => value instanceof Error
  const said = (make) => {
    try {
      return text(make()).slice(0, 4000)
    } catch {
      return 'something that cannot be shown'
    }
  }
  const tell = (thrown) => {
    const is = isError(thrown)
    const [ename, evalue] = [is ? said(() => thrown.name) : 'Error', said(() => (is ? thrown.message : thrown))]
    error(${JSON.stringify(mark)} + stringify({ ename, evalue, traceback: is ? [said(() => thrown.stack)] : [] }))
  }
  const listen = (type, thrownIn) =>
    scope.addEventListener(type, (event) => {
      let isTold = false
      const once = () => {
        if (isTold || event.defaultPrevented) return
        isTold = true
        tell(thrownIn(event))
      }
      queue(once)
      later(once, 0)
    })
  const rest = () => new Promise((resolve) => void later(resolve, 50))
  Object.defineProperty(scope, Symbol.for(${JSON.stringify(mark)}), { value: rest })
  listen('unhandledrejection', (event) => event.reason)
  listen('error', (event) => event.error ?? event.message)
})(globalThis)`
}

/** Between cells Deno comes to timers and rejections only while something is awaited: 50 ms, as long as others are given after a cell. */
export function denoRest(mark: string): string {
  return `await globalThis[Symbol.for(${JSON.stringify(mark)})]()`
}

/** The messages that a message of Deno's stands for: what its cells print, and late errors, marked as our own kernel marks them. */
export function lateErrorsIn(message: Message, mark: string): Message[] {
  const { header, content } = message
  const { name, text } = content
  if (header.msg_type !== 'stream' || name !== 'stderr' || typeof text !== 'string' || !text.includes(mark))
    return [message]
  const [before, ...rest] = text.split(mark)
  const printed = (part: string): Message[] => (part === '' ? [] : [{ ...message, content: { name, text: part } }])
  return [...printed(before!), ...rest.flatMap(marked)]

  function marked(part: string): Message[] {
    const end = part.includes('\n') ? part.indexOf('\n') : part.length
    try {
      const error = JSON.parse(part.slice(0, end)) as Record<string, unknown>
      const metadata = { ...message.metadata, ackbook: { isLate: true } }
      const late = { ...message, header: { ...header, msg_type: 'error' }, metadata, content: error }
      return [late, ...printed(part.slice(end + 1))]
    } catch {
      return printed(part)
    }
  }
}
