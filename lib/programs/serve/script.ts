import { readUint32 } from '../../bytes.ts'
import { UsageError } from '../../command/index.ts'
import { type Fate, isData, isFin, isPureAck, type Passing, type Predicate, type Script } from '../../network/index.ts'

/** The scripts of both directions; each may be asked about one link. */
export interface Scripts {
  out: Script[]
  in: Script[]
}

const PREDICATES: Readonly<Record<string, Predicate>> = {
  segment: ({ segment }) => segment !== undefined,
  data: isData,
  syn: ({ segment }) => segment?.flags.syn === true && !segment.flags.ack,
  'syn-ack': ({ segment }) => segment?.flags.syn === true && segment.flags.ack === true,
  ack: isPureAck,
  fin: isFin,
  rst: ({ segment }) => segment?.flags.rst === true,
  packet: () => true,
}
/** Connections whose segments are counted at once: of more, the oldest begins anew. */
const MOST_COUNTED = 4096
const FATE_NAMES = ['drop', 'duplicate', 'corrupt', 'delay'] as const

/**
 * Reads rules like `drop out data 3,4`, one a line or between semicolons; `#` begins a comment.
 *
 * `FATE [DIRECTION] [WHAT] [WHICH]`: the fate is drop, duplicate, corrupt or `delay MILLISECONDS`; the direction out (from our host),
 * in, or both where none is named; what is counted in each connection, from its SYN on, and in each direction by itself.
 *
 * @throws UsageError naming the rule and what is wrong with it
 */
export function readScript(text: string): Scripts {
  const scripts: Scripts = { out: [], in: [] }
  for (const line of text.split('\n')) {
    for (const rule of line.replace(/#.*/, '').split(';')) {
      const words = rule.trim().split(/\s+/)
      if (words[0] === '') continue
      const { directions, make } = readRule(words, rule.trim())
      for (const direction of directions) scripts[direction].push(make())
    }
  }
  return scripts
}

function readRule(words: string[], rule: string): { directions: ('out' | 'in')[]; make: () => Script } {
  const wrong = (reason: string): UsageError => new UsageError(`the rule "${ruleText(rule)}": ${reason}`)
  const rest = [...words]
  const fate = readFate(rest, wrong)
  const [direction] = rest
  const directions: ('out' | 'in')[] =
    direction === 'out' || direction === 'in' ? [rest.shift() as 'out' | 'in'] : ['out', 'in']
  if (direction === 'both') rest.shift()
  const named = rest[0] !== undefined && Object.hasOwn(PREDICATES, rest[0]) ? rest.shift()! : 'segment'
  const which = rest.shift() ?? '1'
  const isOne = readWhich(which, wrong)
  if (rest.length > 0) throw wrong(`"${ruleText(rest.join(' '))}" is left over: a rule is FATE [out|in] [WHAT] [WHICH]`)
  return { directions, make: () => countingScript(PREDICATES[named]!, isOne, fate) }
}

function readFate(rest: string[], wrong: (reason: string) => UsageError): Fate {
  const fate = rest.shift()
  if (fate === 'drop' || fate === 'duplicate' || fate === 'corrupt') return fate
  if (fate !== 'delay') throw wrong(`"${ruleText(fate ?? '')}" is no fate; there are ${FATE_NAMES.join(', ')}`)
  const text = rest.shift() ?? ''
  const delay = Number(text)
  if (!/^\d+(\.\d+)?$/.test(text) || delay > 1e9)
    throw wrong(`delay wants milliseconds, like delay 50, and "${ruleText(text)}" are none`)
  return { delay }
}

/** `3`, `3,4`, `11-30`, `all` */
function readWhich(text: string, wrong: (reason: string) => UsageError): (count: number) => boolean {
  if (text === 'all') return () => true
  const ranges = text.split(',').map((part) => {
    const [, from, to = from] = /^([1-9]\d{0,8})(?:-([1-9]\d{0,8}))?$/.exec(part) ?? []
    if (from === undefined || Number(to) < Number(from)) {
      const known = Object.keys(PREDICATES).join(', ')
      throw wrong(`"${ruleText(part)}" is neither one of ${known} nor a count from 1 on, like 3 or 3,4 or 11-30 or all`)
    }
    return [Number(from), Number(to)] as const
  })
  return (count) => ranges.some(([from, to]) => count >= from && count <= to)
}

function countingScript(what: Predicate, isOne: (count: number) => boolean, fate: Fate): Script {
  const counts = new Map<string, number>()
  return (passing) => {
    const connection = endsOfPassing(passing)
    if (isOpening(passing, connection)) counts.delete(connection)
    if (!what(passing)) return undefined
    const count = (counts.get(connection) ?? 0) + 1
    counts.delete(connection)
    counts.set(connection, count)
    if (counts.size > MOST_COUNTED) counts.delete(counts.keys().next().value!)
    return isOne(count) ? fate : undefined
  }

  // A SYN that is sent again is of the same connection.
  function isOpening({ segment }: Passing, connection: string): boolean {
    if (segment?.flags.syn !== true) return false
    const name = `${connection} SYN`
    const isAgain = counts.get(name) === segment.seq
    counts.delete(name)
    counts.set(name, segment.seq)
    return !isAgain
  }
}

function endsOfPassing({ bytes, segment }: Passing): string {
  if (!segment) return 'packets'
  return `${readUint32(bytes, 12)}:${segment.sourcePort} ${readUint32(bytes, 16)}:${segment.destinationPort}`
}

function ruleText(text: string): string {
  return text.replace(/\p{Cc}/gu, '\u00b7').slice(0, 60)
}
