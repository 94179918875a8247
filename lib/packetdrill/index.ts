/**
 * packetdrill's language, read and played to the engine in virtual time: packets that arrive and that must be sent, calls of a
 * program, times, asserts of TCP_INFO. `parser.ts` makes a script of text, `script-run.ts` plays it, `scripted-flow.ts` turns its numbers into
 * the engine's and back, `calls*.ts` are the program's side. Commands are read and never run.
 */

import { parseScript } from './parser.ts'
import { ScriptRun, type ScriptRunOptions } from './script-run.ts'
import type { ScriptVerdict } from './verdict.ts'

export { ScriptError } from './script-error.ts'
export type { ScriptRunOptions } from './script-run.ts'
export type { ScriptDifference, ScriptPacket, ScriptVerdict } from './verdict.ts'

/**
 * Plays a script.
 *
 * @returns the first difference, or that there is none
 * @throws ScriptError where it cannot be read, or asks for what the engine has not
 */
export function playScript(text: string, options: ScriptRunOptions = {}): ScriptVerdict {
  return new ScriptRun(parseScript(text), options).run()
}
