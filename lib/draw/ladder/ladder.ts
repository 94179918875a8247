import { max } from 'd3-array'
import type { Trace } from '../../network/trace-types.ts'
import { figure } from '../frame.ts'
import { plain } from '../numbers.ts'
import { path, short } from '../svg.ts'
import { FONT, fit, label, SMALL, textWidth } from '../text.ts'
import { WIDE } from '../theme.ts'
import { even } from './even.ts'
import type { LadderOptions, LadderPlace } from './marks.ts'
import { scaled } from './scale.ts'
import { ladderInWords, readLadder } from './words.ts'

/**
 * Segments between hosts, time downwards: one arrow a segment with its flags and numbers (from 0 on), a cross and the reason
 * where one was lost, an R and a dashed line where one was sent again, the states and the programs' words beside the lifelines.
 *
 * @returns SVG text
 */
export function ladder(trace: Trace, options: LadderOptions = {}): string {
  const reading = readLadder(trace, options)
  const { hosts, arrows, notes } = reading
  const width = options.width ?? WIDE + 150 * Math.max(0, hosts.length - 2)
  const times = [...arrows.map(({ journey }) => journey.sent), ...notes.map(({ time }) => time)]
  const timeColumn = Math.max(24, max(times, (time) => textWidth(plain(time), SMALL)) ?? 0) + 10
  const gutter = (host: string | undefined): number => {
    const words = notes.filter((note) => note.kind === 'state' && note.host === host).map((note) => note.text)
    return words.length === 0 ? 0 : max(words, (word) => textWidth(word, SMALL))! + 10
  }
  let left = gutter(hosts[0])
  let right = hosts.length > 1 ? gutter(hosts.at(-1)) : 0
  // On a narrow figure the states come between the lifelines, each on a row of its own.
  const outside = width - timeColumn - left - right >= 190 * Math.max(1, hosts.length - 1)
  if (!outside) left = right = 0
  const x0 = timeColumn + left + 6
  const x1 = width - Math.max(right, 20) - 6
  const lifelines = new Map(
    hosts.map((host, index) => [host, hosts.length === 1 ? x0 : x0 + ((x1 - x0) * index) / (hosts.length - 1)]),
  )
  const place: LadderPlace = { lifelines, x0, x1, width, timeColumn, hosts, outside, options }
  const { body, height, end } = options.time === 'scale' ? scaled(arrows, notes, place) : even(arrows, notes, place)
  const heads = hosts.map((host) => {
    const room = hosts.length === 1 ? width : (x1 - x0) / (hosts.length - 1)
    const x = lifelines.get(host)!
    const text = fit(host, room, FONT, true)
    const half = textWidth(text, FONT, true) / 2
    const anchor = x + half > width - 4 ? 'end' : x - half < timeColumn ? 'start' : 'middle'
    return label(anchor === 'end' ? width - 4 : anchor === 'start' ? x - 4 : x, 18, text, 'b', anchor)
  })
  return figure(
    options,
    { title: `Segments between ${hosts.join(' and ')}`, description: ladderInWords(reading), width, height },
    label(timeColumn - 6, 18, 'ms', 's m', 'end'),
    path('life', hosts.map((host) => `M${short(lifelines.get(host)!)} 26V${short(end)}`).join('')),
    ...body,
    ...heads,
  )
}

export type { LadderOptions }
