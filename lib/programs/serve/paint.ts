import { count, thousands } from '../../words.ts'
import type { LadderLine, LineStyle } from './ladder-lines.ts'
import type { LiveStatus } from './messages.ts'

const LINE_COLOURS: Readonly<Record<LineStyle, string>> = {
  plain: '1',
  data: '34',
  ack: '2',
  again: '33',
  lost: '31',
  note: '36',
}
/** Columns of the time, in seconds with milliseconds. */
const TIME_COLUMNS = 9
/** Narrower, a ladder has no room for arrows. */
const ARROW_ROOM = 60
/** What a line says beside its arrow has a third of the rest. */
const MOST_ARROW = 72

/** A line for a terminal of so many columns. */
export function paintLine(line: LadderLine, columns: number, isColoured: boolean): string {
  const time = (line.time / 1000).toFixed(3).padStart(TIME_COLUMNS)
  const port = peerPort(line.connection)
  const text = cutTo(`${time} ${bodyOf(line, port, columns - TIME_COLUMNS - 1)}`, columns)
  return isColoured ? `\u001b[${LINE_COLOURS[line.style]}m${text}\u001b[0m` : text
}

function bodyOf(line: LadderLine, port: string, room: number): string {
  const label = withoutControls(line.label)
  const times = line.segments > 1 ? ` ×${line.segments}` : ''
  const note = withoutControls(line.note)
  if (line.way === undefined) return `${port.padStart(5)} · ${label}`
  if (room < ARROW_ROOM)
    return `${line.way === 'out' ? '◀' : '▶'} ${line.isLost ? '✗ ' : ''}${label}${times} ${note}`.trimEnd()
  const width = Math.min(MOST_ARROW, Math.floor(room * 0.62))
  const said = ` ${cutTo(`${label}${times}`, width - 12)} `
  const rest = Math.max(4, width - said.length - 2)
  // Where it is lost, the arrow ends half-way.
  const shaft = line.isLost ? '╌' : '─'
  const near = shaft.repeat(Math.min(3, rest))
  const far = shaft.repeat(Math.max(0, rest - 4))
  const arrow =
    line.way === 'out'
      ? `│${line.isLost ? '✗' : '◀'}${far}${said}${near}│`
      : `│${near}${said}${far}${line.isLost ? '✗' : '▶'}│`
  return `${port.padStart(5)} ${arrow} ${note}`.trimEnd()
}

/** The peer's port: `10.77.0.2:80 → 10.77.0.1:49152` has 49152. */
export function peerPort(connection: string): string {
  return connection.slice(connection.lastIndexOf(':') + 1)
}

/** Above the first line: whose lifelines they are. */
export function paintHead(columns: number, address: string, host: string): string {
  const room = columns - TIME_COLUMNS - 1
  if (room < ARROW_ROOM) return cutTo(`${'s'.padStart(TIME_COLUMNS)} ▶ from ${address} to ${host}, ◀ back`, columns)
  const width = Math.min(MOST_ARROW, Math.floor(room * 0.62))
  const ends = `${address} (yours)${`${host} (ours)`.padStart(Math.max(0, width - address.length - 9))}`
  return cutTo(`${'s'.padStart(TIME_COLUMNS)}  port ${ends}`, columns)
}

/** The line at the bottom: what is open, how the link is, what was counted. */
export function paintStatus(status: LiveStatus, columns: number, keys: string): string {
  const { conditions, connections, open, total } = status
  const { loss, delay, rate, armed } = conditions
  const sample = connections.at(-1)?.sample
  const parts = [
    count(open, 'connection'),
    ...(sample?.cwnd === undefined ? [] : [`cwnd ${amountText(sample.cwnd)}`]),
    ...(sample?.srtt === undefined ? [] : [`RTT ${sample.srtt.toFixed(0)} ms`]),
    `loss ${shareText(loss)}`,
    `delay ${delay} ms`,
    `rate ${rate === undefined ? 'any' : `${amountText(rate)}bit/s`}`,
    ...(armed > 0 ? [`${armed} to drop`] : []),
    `${thousands(total.segments)} sent, ${thousands(total.lost)} lost, ${thousands(total.resent)} again`,
    keys,
  ]
  return cutTo(` ${parts.join(' · ')}`, columns)
}

function shareText(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`
}

/** `28.9k`, `10M` */
function amountText(amount: number): string {
  for (const [unit, size] of [
    ['G', 1e9],
    ['M', 1e6],
    ['k', 1e3],
  ] as const)
    if (amount >= size) return `${Number((amount / size).toPrecision(3))}${unit}`
  return `${Number(amount.toPrecision(3))}`
}

/** Whatever came from a peer: no control character reaches a terminal, nor what turns the direction of writing. */
function withoutControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\u00b7')
}

function cutTo(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, Math.max(0, columns - 1))}…`
}
