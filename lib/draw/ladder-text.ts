import { max, min } from 'd3-array'
import type { Trace } from '../network/trace-types.ts'
import { fateOf, type Journey, type Selection } from './journey.ts'
import { type Note, rowsOf, segmentWords } from './ladder-rows.ts'
import { count, duration, list, plain } from './numbers.ts'
import { textTable } from './text.ts'

/** What a ladder shows, in a few sentences: who opened, how much was carried, what was lost and resent, how it ended. */
export function describeLadder(trace: Trace, selection: Selection = {}): string {
  const { hosts, arrows, notes } = rowsOf(trace, selection)
  const all = arrows.map(({ journey }) => journey)
  if (all.length === 0) return `No segments between ${list(hosts) || 'any hosts'}.`
  const first = min(all, ({ sent }) => sent)!
  const last = max(all, (journey) => journey.arrived ?? journey.dropped ?? journey.sent)!
  const noun = all.every(({ segment }) => segment) ? 'segment' : 'packet'
  return [
    `${count(all.length, noun)} between ${list(hosts)} in ${duration(last - first)}.`,
    ...opening(all, notes),
    ...carried(all),
    ...losses(all),
    ...zeroWindows(all),
    ...closing(all),
    ...finalStates(notes),
    ...sayings(notes),
  ].join(' ')
}

/** The same as a table, a line a segment: for a terminal, a `<pre>`, or a test. */
export function ladderTable(trace: Trace, options: Selection & { window?: boolean; options?: boolean } = {}): string {
  const { arrows } = rowsOf(trace, options)
  const rows = arrows.map((arrow) => {
    const { journey } = arrow
    const fate =
      journey.dropped !== undefined
        ? fateOf(journey)
        : journey.arrived !== undefined
          ? `arrives ${plain(journey.arrived)}`
          : 'under way'
    return [plain(journey.sent), `${journey.from} → ${journey.to}`, segmentWords(arrow, options).join(' '), fate]
  })
  return textTable(['ms', 'from → to', 'segment', 'what became of it'], rows)
}

function opening(all: readonly Journey[], notes: readonly Note[]): string[] {
  const syn = all.find(({ segment }) => segment?.flags.syn && !segment.flags.ack)
  if (!syn) return []
  const crossed = all.some(({ segment, from }) => segment?.flags.syn && !segment.flags.ack && from === syn.to)
  if (crossed) return [`Both ends send SYN: a simultaneous open.`]
  const answer = all.find(({ segment, from }) => segment?.flags.syn && segment.flags.ack && from === syn.to)
  if (!answer || answer.arrived === undefined) return [`${syn.from} sends SYN; no SYN ACK reaches it.`]
  const established = notes.find(
    ({ kind, text, host }) => kind === 'state' && text === 'ESTABLISHED' && host === syn.from,
  )
  const took = (established?.time ?? answer.arrived) - syn.sent
  return [`${syn.from} opens: SYN, SYN ACK from ${syn.to}, ACK; established there after ${duration(took)}.`]
}

function carried(all: readonly Journey[]): string[] {
  const octets = new Map<string, number>()
  for (const { segment, from, to, retransmission, copy } of all) {
    if (!segment || segment.payload.length === 0 || retransmission || copy) continue
    const key = `${from} to ${to}`
    octets.set(key, (octets.get(key) ?? 0) + segment.payload.length)
  }
  if (octets.size === 0) return []
  return [`Data: ${list([...octets].map(([way, amount]) => `${count(amount, 'byte')} ${way}`))}.`]
}

function losses(all: readonly Journey[]): string[] {
  const lost = all.filter(({ dropped }) => dropped !== undefined)
  const again = all.filter(({ retransmission }) => retransmission)
  const sentences: string[] = []
  if (lost.length > 0)
    sentences.push(
      `Lost: ${few(lost.map((journey) => `${naming(journey)} at ${duration(journey.sent)}${journey.reason === 'loss' ? '' : ` (${journey.reason})`}`))}.`,
    )
  if (again.length > 0)
    sentences.push(`Sent again: ${few(again.map((journey) => `${naming(journey)} at ${duration(journey.sent)}`))}.`)
  if (all.length > 0 && lost.length === 0 && again.length === 0) sentences.push('Nothing is lost.')
  const copies = all.filter(({ copy }) => copy).length
  if (copies > 0) sentences.push(`The network duplicates ${count(copies, 'packet')}.`)
  return sentences
}

function naming(journey: Journey): string {
  const { segment, from } = journey
  if (!segment) return `${segmentWords({ journey, tooltip: '' }).slice(0, 2).join(' ')} of ${from}`
  const octets = segment.payload.length
  if (octets > 0) return `${from}'s bytes ${journey.seq} to ${journey.seq + octets - 1}`
  return `${from}'s ${segmentWords({ journey, tooltip: '' })[0]} (seq ${journey.seq})`
}

function few(items: readonly string[]): string {
  return items.length <= 4 ? list(items) : `${items.slice(0, 3).join(', ')} and ${items.length - 3} more`
}

function zeroWindows(all: readonly Journey[]): string[] {
  const shut = all.find(({ segment }) => segment && segment.window === 0 && !segment.flags.rst && !segment.flags.syn)
  if (!shut) return []
  const open = all.find(
    ({ segment, from, sentIndex }) => segment && segment.window > 0 && from === shut.from && sentIndex > shut.sentIndex,
  )
  const then = open ? `opens it again at ${duration(open.sent)}` : 'does not open it again'
  return [`${shut.from} closes its window at ${duration(shut.sent)} and ${then}.`]
}

function closing(all: readonly Journey[]): string[] {
  const reset = all.find(({ segment }) => segment?.flags.rst)
  const fins = all.filter(({ segment, retransmission }) => segment?.flags.fin && !retransmission)
  const sentences: string[] = []
  const [first] = fins
  if (first) {
    const other = fins.find(({ from }) => from !== first.from)
    const rest = other ? `${other.from} at ${duration(other.sent)}` : `${first.to} not at all`
    sentences.push(`${first.from} sends FIN at ${duration(first.sent)}, ${rest}.`)
  }
  if (reset) sentences.push(`${reset.from} resets the connection at ${duration(reset.sent)}.`)
  return sentences
}

function finalStates(notes: readonly Note[]): string[] {
  const last = new Map<string, string>()
  for (const { kind, host, text } of notes) if (kind === 'state') last.set(host, text)
  if (last.size === 0) return []
  return [`At the end ${list([...last].map(([host, state]) => `${host} is in ${state}`))}.`]
}

function sayings(notes: readonly Note[]): string[] {
  const said = notes.filter(({ kind }) => kind === 'program')
  if (said.length === 0) return []
  return [`The programs say: ${few(said.map(({ host, text }) => `${host} “${text}”`))}.`]
}
