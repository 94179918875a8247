type Emit = typeof process.emit

/**
 * Hears of what nothing waited for or caught, whatever a cell does to the console and the streams. As in Node, a
 * listener of the author's own takes an error over: it is for him to say then what becomes of it.
 */
export function hearLateErrors(tell: (reason: unknown) => void): void {
  const { emit } = process
  process.emit = function (this: NodeJS.Process, event: string, ...rest: unknown[]): boolean {
    const isLate = event === 'uncaughtException' || event === 'unhandledRejection'
    if (!isLate || process.listenerCount(event) > 0)
      return (emit as (...all: unknown[]) => boolean).call(this, event, ...rest)
    tell(rest[0])
    return true
  } as Emit
}
