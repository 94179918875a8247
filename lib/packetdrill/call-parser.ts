import { ScriptError, type ScriptPlace } from './script-error.ts'
import { parseTime } from './seconds.ts'
import type { CallAction, Expression } from './syntax.ts'
import type { TokenReader } from './token-reader.ts'

/** Deeper than any script nests, and less than a stack holds. */
const MOST_NESTED_ARGUMENTS = 32

/** `...0.3 read(4, ..., 100) = -1 EAGAIN (Resource temporarily unavailable)`, behind its time. @throws ScriptError */
export function parseCall(reader: TokenReader): CallAction {
  const ends = reader.takes('mark', '...') ? parseTime(reader) : undefined
  const { text: name, line, column } = reader.needs('word', undefined, 'the name of a call')
  reader.needs('mark', '(')
  const args = reader.mark(')') ? [] : parseList(reader, 0)
  reader.needs('mark', ')')
  reader.needs('mark', '=', `= and the result of ${name}()`)
  const result = parseExpression(reader, 0)
  const error = reader.is('word') ? reader.next().text : undefined
  skipNote(reader)
  return { kind: 'call', place: { line, column }, name, args, result, error, ends }
}

/** `(Connection refused)`, which says nothing more. */
function skipNote(reader: TokenReader): void {
  if (!reader.takes('mark', '(')) return
  for (let depth = 1; depth > 0; ) {
    if (reader.is('end')) throw reader.unexpected(')')
    const { kind, text } = reader.next()
    if (kind === 'mark') depth += text === '(' ? 1 : text === ')' ? -1 : 0
  }
}

function parseList(reader: TokenReader, depth: number): Expression[] {
  const items: Expression[] = []
  do items.push(parseExpression(reader, depth))
  while (reader.takes('mark', ','))
  return items
}

function parseExpression(reader: TokenReader, depth: number): Expression {
  const { line, column } = reader.peek()
  const place = { line, column }
  if (depth > MOST_NESTED_ARGUMENTS) throw new ScriptError(place, 'this is nested too deeply to be a call')
  const first = parsePart(reader, place, depth + 1)
  if (!reader.mark('|')) return first
  const parts = [first]
  while (reader.takes('mark', '|')) {
    const { line: onLine, column: inColumn } = reader.peek()
    parts.push(parsePart(reader, { line: onLine, column: inColumn }, depth + 1))
  }
  return { kind: 'or', place, parts }
}

function parsePart(reader: TokenReader, place: ScriptPlace, depth: number): Expression {
  if (reader.takes('mark', '...')) return { kind: 'any', place }
  if (reader.is('number')) return numberExpression(reader, place)
  if (reader.is('string')) return stringExpression(reader, place)
  if (reader.is('word')) {
    const name = reader.next().text
    if (!reader.takes('mark', '(')) return { kind: 'word', place, name }
    const args = reader.mark(')') ? [] : parseList(reader, depth)
    reader.needs('mark', ')')
    return { kind: 'applied', place, name, args }
  }
  if (reader.takes('mark', '[')) {
    const items = reader.mark(']') ? [] : parseList(reader, depth)
    reader.needs('mark', ']')
    return { kind: 'list', place, items }
  }
  if (reader.takes('mark', '{')) return parseBraces(reader, place, depth)
  throw reader.unexpected('an argument or a result')
}

function numberExpression(reader: TokenReader, place: ScriptPlace): Expression {
  const { text } = reader.next()
  return { kind: 'number', place, value: Number(text), hex: text.startsWith('0x') }
}

/** Strings that follow one another are one; `"GET"...` goes on as it likes. */
function stringExpression(reader: TokenReader, place: ScriptPlace): Expression {
  let text = ''
  while (reader.is('string')) text += reader.next().text
  reader.takes('mark', '...')
  return { kind: 'string', place, text }
}

/** `{fd=3, events=POLLIN}`, `{msg_name(...)=..., …}`, or a list: `{..., 100}`. */
function parseBraces(reader: TokenReader, place: ScriptPlace, depth: number): Expression {
  if (!isField(reader)) {
    const items = reader.mark('}') ? [] : parseList(reader, depth)
    reader.needs('mark', '}')
    return { kind: 'list', place, items }
  }
  const fields = new Map<string, Expression>()
  do {
    const { text: name } = reader.needs('word', undefined, 'the name of a field')
    // The length that stands with it: msg_iov(1).
    if (reader.takes('mark', '(')) {
      parseExpression(reader, depth)
      reader.needs('mark', ')')
    }
    reader.needs('mark', '=')
    fields.set(name, parseExpression(reader, depth))
  } while (reader.takes('mark', ','))
  reader.needs('mark', '}')
  return { kind: 'record', place, fields }
}

function isField(reader: TokenReader): boolean {
  return reader.is('word') && (reader.is('mark', '=', 1) || (reader.is('mark', '(', 1) && reader.is('mark', '=', 4)))
}
