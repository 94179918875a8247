import { ScriptError } from './script-error.ts'
import type { TokenReader } from './token-reader.ts'

/** Seconds in the script. @returns microseconds */
export function parseTime(reader: TokenReader): number {
  const token = reader.needs('number', undefined, 'a time, like +0.1,')
  const seconds = Number(token.text)
  if (seconds >= 0 && seconds <= 1e9) return Math.round(seconds * 1e6)
  throw new ScriptError(token, `a time is seconds from 0 on, not ${token.text}`)
}
