import fs from 'node:fs'
import { Readable } from 'node:stream'

/** What such a cell fails with: by the name that ipykernel gives it. */
class StdinNotImplementedError extends Error {
  override readonly name = 'StdinNotImplementedError'

  constructor() {
    super('a cell reads standard input, and a notebook that runs by itself has none')
  }
}

/** Makes a cell that reads standard input fail at once and say so, where it would wait for ever or find the end. */
export function refuseStandardInput(): void {
  Object.defineProperty(process, 'stdin', {
    configurable: true,
    enumerable: true,
    get: () => (stdin ??= silentInput()),
  })
  for (const name of ['readSync', 'readFileSync'] as const) {
    const read = fs[name] as (...parameters: unknown[]) => unknown
    const refusing = (file: unknown, ...rest: unknown[]) => {
      if (file === 0 || file === '/dev/stdin') throw new StdinNotImplementedError()
      return read(file, ...rest)
    }
    Object.assign(fs, { [name]: refusing })
  }
}

let stdin: Readable | undefined

function silentInput(): Readable {
  const input = new Readable({
    read() {
      this.destroy(new StdinNotImplementedError())
    },
  })
  return Object.assign(input, { fd: 0, isTTY: false })
}
