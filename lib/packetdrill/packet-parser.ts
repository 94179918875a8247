import { ICMP_CODES, ICMP_TYPES, icmpNumber } from './icmp-names.ts'
import { ScriptError } from './script-error.ts'
import type { EcnMark, IcmpAction, ScriptTcpOptions, TcpAction } from './syntax.ts'
import type { TokenReader } from './token-reader.ts'

const MOST_32 = 0xffff_ffff
const MOST_16 = 0xffff
/** The header has room for four blocks (RFC 2018 §3). */
const MOST_BLOCKS = 4

const ECN_MARKS: readonly EcnMark[] = ['noecn', 'ect0', 'ect1', 'ect01', 'ce']
const FLAG_LETTERS = /^[FSRPUEWCA]*$/
const FOREIGN_PREFIXES: readonly string[] = ['ipv4', 'ipv6', 'gre', 'GREv0', 'mpls', 'udp', 'sctp', 'psp']
/** Options of TCP that the engine has not: they are read, and cannot be sent. */
const FOREIGN_OPTIONS: readonly string[] = ['FO', 'FOEXP', 'md5', 'ECN', 'mptcp', 'mp_capable', 'dss', 'exp', 'acc']

/** A packet from its direction on. @throws ScriptError */
export function parsePacket(reader: TokenReader): TcpAction | IcmpAction {
  const way = reader.next().text === '<' ? 'in' : 'out'
  const prefix = reader.peek()
  if (prefix.kind === 'word' && FOREIGN_PREFIXES.includes(prefix.text)) {
    throw new ScriptError(
      prefix,
      `packets of "${prefix.text}" are none of this engine's: it has TCP and ICMP on plain IPv4`,
    )
  }
  // What ICMP quotes stood before its name once.
  const quoted = reader.mark('[') && reader.is('number', undefined, 1) ? parseQuoted(reader) : 0
  const info = parseIpInfo(reader, way)
  return reader.takes('word', 'icmp') ? parseIcmp(reader, way, quoted) : parseTcp(reader, way, info)
}

interface IpInfo {
  ecn: EcnMark | undefined
  ttl: number | undefined
  dscp: number | undefined
}

function parseIpInfo(reader: TokenReader, way: 'in' | 'out'): IpInfo {
  const info: IpInfo = { ecn: undefined, ttl: undefined, dscp: undefined }
  const closing = reader.mark('[') ? ']' : reader.mark('(') ? ')' : undefined
  if (closing === undefined) return info
  reader.next()
  do {
    const token = reader.next()
    if (token.kind === 'word' && ECN_MARKS.includes(token.text as EcnMark)) info.ecn = token.text as EcnMark
    else if (token.text === 'ttl') info.ttl = reader.whole('ttl', 255)
    else if (token.text === 'tos') {
      const tos = reader.whole('tos', 255)
      info.ecn = (['noecn', 'ect1', 'ect0', 'ce'] as const)[tos & 3]
      info.dscp = tos >>> 2
    } else if (token.text === 'flowlabel') {
      throw new ScriptError(token, 'a flow label is for IPv6: this engine has IPv4')
    } else
      throw new ScriptError(token, `"${token.text}" is nothing of IP's: there are ${ECN_MARKS.join(', ')}, tos and ttl`)
    if (way === 'in' && info.ecn === 'ect01') throw new ScriptError(token, 'ect01 is for packets that are sent (>)')
  } while (reader.takes('mark', ','))
  reader.needs('mark', closing)
  return info
}

function parseTcp(reader: TokenReader, way: 'in' | 'out', info: IpInfo): TcpAction {
  const ports = parsePorts(reader)
  const flags = parseLetters(reader)
  const { seq, length } = parseRange(reader)
  const ack = reader.takes('word', 'ack') ? reader.whole('ack', MOST_32) : undefined
  const window = reader.takes('word', 'win') ? reader.whole('win', MOST_16) : undefined
  const urgent = reader.takes('word', 'urg') ? reader.whole('urg', MOST_16) : undefined
  const options = parseTcpOptions(reader, way)
  return { kind: 'tcp', way, ports, ...info, flags, seq, length, ack, window, urgent, options }
}

function parsePorts(reader: TokenReader): TcpAction['ports'] {
  if (!reader.is('number') || !reader.is('mark', '>', 1)) return undefined
  const source = reader.whole('a port', MOST_16)
  reader.next()
  return { source, destination: reader.whole('a port', MOST_16) }
}

/** `S.`, `P.`, `.`, `-`; the ACE field of AccECN has a number behind the point: `P.5`. */
function parseLetters(reader: TokenReader): string {
  const token = reader.peek()
  if (reader.takes('mark', '-')) return ''
  if (reader.takes('mark', '.')) return '.'
  if (!reader.is('word') && !reader.is('number')) throw reader.unexpected('flags, like S. or P.,')
  let letters = ''
  if (reader.is('word')) letters = reader.next().text
  if (/^\.\d$/.test(reader.peek().text) || letters.includes('A')) {
    throw new ScriptError(token, 'the field ACE is of Accurate ECN (RFC 9768), which this engine does not speak')
  }
  if (letters === '' || !FLAG_LETTERS.test(letters)) {
    throw new ScriptError(token, `"${token.text}" are no flags: they are of F S R P . U E W, like S. or P.`)
  }
  return letters.replace('C', 'W') + (reader.takes('mark', '.') ? '.' : '')
}

function parseRange(reader: TokenReader): { seq: number; length: number } {
  const first = reader.peek()
  const seq = reader.whole('a sequence number, as in 1:1001(1000),', MOST_32)
  reader.needs('mark', ':')
  const end = reader.whole('the number behind the last', MOST_32)
  reader.needs('mark', '(')
  const length = reader.whole('a length', MOST_16)
  reader.needs('mark', ')')
  if (end === (seq + length) >>> 0) return { seq, length }
  throw new ScriptError(
    first,
    `${seq}:${end}(${length}) does not fit: ${seq} and ${length} are ${(seq + length) >>> 0}`,
  )
}

function parseTcpOptions(reader: TokenReader, way: 'in' | 'out'): ScriptTcpOptions | 'any' {
  // An option list stands on the packet's own line, or after one of its fields; a new event begins with a time.
  if (!reader.mark('<')) return { foreign: [] }
  const opening = reader.next()
  if (reader.takes('mark', '...')) {
    reader.needs('mark', '>')
    if (way === 'in') throw new ScriptError(opening, '<...> is for packets that are sent (>): say which options arrive')
    return 'any'
  }
  const options: { -readonly [Name in keyof ScriptTcpOptions]: ScriptTcpOptions[Name] } = { foreign: [] }
  do parseTcpOption(reader, options)
  while (reader.takes('mark', ','))
  reader.needs('mark', '>', '> behind the options')
  return options
}

function parseTcpOption(
  reader: TokenReader,
  options: { -readonly [Name in keyof ScriptTcpOptions]: ScriptTcpOptions[Name] },
): void {
  const token = reader.needs('word', undefined, 'an option of TCP')
  switch (token.text) {
    case 'nop':
    case 'eol':
      return
    case 'mss':
      options.mss = reader.whole('mss', MOST_16)
      return
    case 'wscale':
      options.windowScale = reader.whole('wscale', 255)
      return
    case 'sackOK':
      options.sackPermitted = true
      return
    case 'TS': {
      reader.needs('word', 'val')
      const value = reader.whole('val', MOST_32)
      reader.needs('word', 'ecr')
      options.timestamps = { value, echo: reader.whole('ecr', MOST_32) }
      return
    }
    case 'sack':
      options.sack = parseBlocks(reader)
      return
  }
  if (!FOREIGN_OPTIONS.includes(token.text)) {
    throw new ScriptError(
      token,
      `"${token.text}" is no option of TCP: there are mss, wscale, sackOK, TS, sack, nop, eol, FO`,
    )
  }
  options.foreign = [...options.foreign, token.text]
  while (!reader.mark(',') && !reader.mark('>') && !reader.is('end')) reader.next()
}

function parseBlocks(reader: TokenReader): [number, number][] {
  const blocks: [number, number][] = []
  const first = reader.peek()
  do {
    const left = reader.whole('the left edge of a block', MOST_32)
    reader.needs('mark', ':')
    blocks.push([left, reader.whole('the right edge of a block', MOST_32)])
  } while (reader.is('number'))
  if (blocks.length > MOST_BLOCKS) throw new ScriptError(first, `an option of SACK has room for ${MOST_BLOCKS} blocks`)
  return blocks
}

function parseIcmp(reader: TokenReader, way: 'in' | 'out', quoted: number): IcmpAction {
  const token = reader.needs('word', undefined, 'a type of ICMP, like unreachable,')
  const type = ICMP_TYPES.get(token.text) ?? icmpNumber('type', token.text)
  if (type === undefined) {
    throw new ScriptError(token, `"${token.text}" is no type of ICMP: there are ${[...ICMP_TYPES.keys()].join(', ')}`)
  }
  let code = 0
  if (reader.is('word') && !reader.word('mtu') && !reader.word('id')) {
    const name = reader.next()
    const known = ICMP_CODES.get(name.text) ?? icmpNumber('code', name.text)
    if (known === undefined) {
      throw new ScriptError(name, `"${name.text}" is no code of ICMP: there are ${[...ICMP_CODES.keys()].join(', ')}`)
    }
    code = known
  }
  const mtu = reader.takes('word', 'mtu') ? reader.whole('mtu', MOST_16) : undefined
  if (reader.takes('word', 'id')) reader.whole('id', MOST_16)
  const seq = reader.mark('[') ? parseQuoted(reader) : quoted
  return { kind: 'icmp', way, type, code, mtu, seq }
}

/** `[1:1461(1460)]`: where the segment begins that is quoted. */
function parseQuoted(reader: TokenReader): number {
  reader.needs('mark', '[')
  const { seq } = parseRange(reader)
  reader.needs('mark', ']')
  return seq
}
