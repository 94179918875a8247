import { EventEmitter } from 'node:events'
// Named, so that a cell that puts another thing in its place changes nothing here.
import process from 'node:process'

type Emit = typeof process.emit

const { listenerCount } = EventEmitter.prototype

/**
 * Hears of what nothing waited for or caught, whatever a cell does to the console, the streams and the process. As in Node,
 * a listener of the author's own takes an error over: it is for him to say then what becomes of it.
 */
export function hearLateErrors(tell: (reason: unknown) => void): void {
  const guards = new WeakSet<Emit>()
  const guarded = (emit: Emit): Emit => {
    if (guards.has(emit)) return emit
    const guard = function (this: NodeJS.Process, event: string, ...rest: unknown[]): boolean {
      const isLate = event === 'uncaughtException' || event === 'unhandledRejection'
      if (!isLate || listenerCount.call(process, event) > 0)
        return (emit as (...all: unknown[]) => boolean).call(this, event, ...rest)
      tell(rest[0])
      return true
    } as Emit
    guards.add(guard)
    return guard
  }
  let current = guarded(process.emit)
  // A listener that a cell puts in its place stands behind the guard.
  Object.defineProperty(process, 'emit', {
    enumerable: true,
    get: () => current,
    set: (emit: Emit) => {
      current = guarded(emit)
    },
  })
}
