import { parseCall } from './call-parser.ts'
import { parseCode } from './code-parser.ts'
import { parsePacket } from './packet-parser.ts'
import { ScriptError } from './script-error.ts'
import { parseTime } from './seconds.ts'
import type { Action, ParsedScript, ScriptEvent, ScriptOption, When } from './syntax.ts'
import { TokenReader } from './token-reader.ts'
import { scriptTokens, type Token } from './tokens.ts'

/**
 * Reads a script: options, perhaps a command, then events, each with its time.
 *
 * @throws ScriptError where it is no script, or asks for what the engine has not
 */
export function parseScript(text: string): ParsedScript {
  const reader = new TokenReader(scriptTokens(text))
  const options: ScriptOption[] = []
  while (reader.is('option')) options.push(parseOption(reader))
  const events: ScriptEvent[] = []
  while (!reader.is('end')) {
    const place = reader.peek()
    // Without a time: what is run before the script or after it.
    const when = reader.is('command') ? WITHOUT_TIME : parseWhen(reader)
    const action = parseAction(reader)
    refuseTime(when, action, place)
    events.push({ place: { line: place.line, column: place.column }, when, action })
  }
  return { options, events, lines: text.split('\n') }
}

const WITHOUT_TIME: When = { kind: 'relative', at: 0, until: 0 }

/** `--define` has a pair of its own: `--define=NAME=value`. */
function parseOption(reader: TokenReader): ScriptOption {
  const { text: name, line, column } = reader.next()
  const place = { line, column }
  if (!reader.takes('mark', '=')) return { place, name, value: '' }
  const words = [optionValue(reader).text]
  while (reader.takes('mark', ',')) words.push(optionValue(reader).text)
  if (name === 'define' && reader.takes('mark', '=')) reader.define(words[0]!, optionValue(reader))
  return { place, name, value: words.join(',') }
}

function optionValue(reader: TokenReader): Token {
  for (const kind of ['number', 'word', 'string', 'address', 'command'] as const) {
    if (reader.is(kind)) return reader.next()
  }
  throw reader.unexpected("an option's value")
}

function parseWhen(reader: TokenReader): When {
  if (reader.takes('mark', '*')) return { kind: 'any' }
  const kind = reader.takes('mark', '+') ? 'relative' : 'absolute'
  const first = reader.peek()
  const at = parseTime(reader)
  if (!reader.takes('mark', '~')) return { kind, at, until: at }
  if (kind === 'relative') reader.takes('mark', '+')
  const until = parseTime(reader)
  if (until < at) throw new ScriptError(first, 'the range of time ends before it begins: give the earlier one first')
  return { kind, at, until }
}

function parseAction(reader: TokenReader): Action {
  if (reader.mark('<') || reader.mark('>')) return parsePacket(reader)
  if (reader.is('command')) return { kind: 'command', text: reader.next().text }
  if (reader.is('code')) return codeAction(reader.next())
  if (reader.is('word') || reader.mark('...')) return parseCall(reader)
  throw reader.unexpected('a packet (< or >), a call, a command or code')
}

function codeAction(token: Token): Action {
  return { kind: 'code', statements: parseCode(token.text, { line: token.line, column: token.column + 2 }) }
}

/** Only what is sent can come when it likes. */
function refuseTime(when: When, action: Action, place: Token): void {
  if (when.kind !== 'any' && when.at === when.until) return
  if ((action.kind === 'tcp' || action.kind === 'icmp') && action.way === 'out') return
  throw new ScriptError(place, `${when.kind === 'any' ? '*' : 'a range of time'} is for packets that are sent (>)`)
}
