import { emitKeypressEvents, type Key } from 'node:readline'

/** Hears each key that is pressed: what it writes, or `return`, `escape`, `backspace`. @returns takes that back */
export type Keys = (hear: (key: string) => void) => Promise<() => void>

const namedKeys = ['return', 'escape', 'backspace']

/** The keys of the process's terminal. Ctrl-C and Ctrl-Z do what they do in every program; the terminal is left as it was. */
export const terminalKeys: Keys = async (hear) => {
  const { stdin } = process
  const raw = (isRaw: boolean) => {
    if (stdin.isTTY) stdin.setRawMode(isRaw)
  }
  const pressed = (text: string | undefined, { name = '', ctrl, meta }: Key) => {
    if (ctrl && name === 'c') process.kill(process.pid, 'SIGINT')
    else if (ctrl && name === 'd') hear('q')
    else if (ctrl && name === 'z') rest()
    else if (name === 'enter') hear('return')
    else if (namedKeys.includes(name)) hear(name)
    else if (text !== undefined && !ctrl && !meta && text >= ' ') hear(text)
  }
  const back = () => raw(true)
  const leave = () => raw(false)
  emitKeypressEvents(stdin)
  raw(true)
  stdin.on('keypress', pressed)
  stdin.resume()
  process.on('exit', leave)
  return () => {
    stdin.off('keypress', pressed)
    process.off('SIGCONT', back)
    process.off('exit', leave)
    raw(false)
    stdin.pause()
  }

  function rest(): void {
    if (process.platform === 'win32') return
    raw(false)
    process.once('SIGCONT', back)
    process.kill(process.pid, 'SIGTSTP')
  }
}
