import type { Terminal } from '../../command/index.ts'
import type { KeySource } from './terminal-view.ts'

/** Keys, where both ends of the terminal are one; else the view is lines alone. */
export function keysFrom({ stdout }: Terminal): KeySource | undefined {
  return stdout.isTTY && process.stdin.isTTY ? process.stdin : undefined
}

/** @see https://no-color.org */
export function wantsColour({ stdout }: Terminal): boolean {
  return stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb'
}
