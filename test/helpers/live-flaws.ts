/** What must hold of a figure whatever its reader has set. */
import {
  type Figure,
  NARROW,
  type Pictured,
  type Play,
  type PlayAction,
  type Target,
  WIDE,
} from '../../lib/draw/index.ts'
import type { Live, LiveParameter, LiveValues } from '../../lib/notebook/index.ts'
import { flawsOf, segmentsOfPath } from '../draw/geometry.ts'

/** Pixels of a picture that is for paper: a page shows it beyond its column, and as large as it is. */
const SHEET = 1010
/** Letters of one picture, and pixels downwards: what a page draws at once. */
const MOST_LETTERS = 1_000_000
const HIGHEST = 12_000

const NO_NUMBER = /\b(?:NaN|Infinity|undefined)\b|\[object/

/**
 * What is wrong with a figure, with its views and with what can be pressed, at both widths: labels on one another or beyond the edge, numbers
 * that are none, empty words, places outside the picture, what cannot be sent to a page.
 *
 * @param live what its cell says of it: then what a press sets is held to its parameters
 */
export function liveFlaws(figure: Pick<Figure, 'svg' | 'table' | 'sentence' | 'play'>, live?: Live): string[] {
  const { play = {} } = figure
  const views = play.views ?? []
  return [
    ...pictureFlaws('', figure, live),
    ...views.flatMap(({ name, figure: seen }) => (seen ? pictureFlaws(`${name}: `, seen, live) : [])),
    ...wordsOf(figure).flatMap(([what, text]) =>
      text === '' || NO_NUMBER.test(text) ? [`${what}: “${text.slice(0, 200)}”`] : [],
    ),
    ...(play.actions ?? []).flatMap((action) => actionFlaws(action, live)),
    ...cloningFlaws(play),
  ]
}

function pictureFlaws(name: string, { svg, sentence, play }: Pictured, live?: Live): string[] {
  const flaws: string[] = /^[\p{Lu}\d“][\s\S]{18,}[.?!”]$/u.test(sentence)
    ? []
    : [`${name}“${sentence}” is no sentence`]
  for (const width of [WIDE, NARROW]) {
    const text = svg(width)
    const [, , wide = 0, high = 0] = /viewBox="([^"]*)"/.exec(text)![1]!.split(' ').map(Number)
    const room = width === WIDE && live?.export === 'wholeSheet' ? SHEET : width
    const found = flawsOf(text, room)
    if (wide > room) found.push(`${wide} pixels wide, of ${room}`)
    if (high > HIGHEST) found.push(`${high} pixels high`)
    if (text.length > MOST_LETTERS) found.push(`${text.length} letters of markup`)
    if (NO_NUMBER.test(text)) found.push(`a number that is none: ${NO_NUMBER.exec(text)}`)
    for (const target of play?.targets?.(width) ?? []) found.push(...targetFlaws(target, wide, high, live))
    flaws.push(...found.map((flaw) => `${name}at ${width}: ${flaw}`))
  }
  return flaws
}

function targetFlaws({ shape, label, set, link }: Target, width: number, height: number, live?: Live): string[] {
  const flaws = label === '' || NO_NUMBER.test(label) ? [`a target is called “${label}”`] : []
  if (!set && link === undefined) flaws.push(`“${label}” neither sets anything nor points anywhere`)
  const points = segmentsOfPath(shape).flat()
  const isWithin = points.every(([x, y]) => x >= -1 && x <= width + 1 && y >= -1 && y <= height + 1)
  if (NO_NUMBER.test(shape) || points.length === 0 || !isWithin)
    flaws.push(`“${label}” is not in the picture of ${width} × ${height}: ${shape}`)
  return [...flaws, ...settingFlaws(label, set, live)]
}

function actionFlaws({ label, set, isOff, file, bytes }: PlayAction, live?: Live): string[] {
  const isEmpty = file !== undefined && !((bytes?.().length ?? 0) > 0)
  // What cannot be pressed sets nothing.
  const setting = isOff === undefined ? settingFlaws(label, set, live) : []
  return [...(isEmpty ? [`nothing is in ${file}`] : []), ...setting]
}

function settingFlaws(label: string, set: LiveValues = {}, live?: Live): string[] {
  if (!live) return []
  return Object.entries(set).flatMap(([name, value]) => {
    const parameter = live.parameters.find((each) => each.name === name)
    if (!parameter) return [`“${label}” sets ${name}, which is no parameter`]
    return isOneOf(parameter, value) ? [] : [`“${label}” sets ${name} to ${JSON.stringify(value)}`]
  })
}

/** Whether a page would take it for the parameter. */
function isOneOf(parameter: LiveParameter, value: LiveValues[string]): boolean {
  if ('moment' in parameter) return value === undefined || (Number.isInteger(value) && Number(value) >= 0)
  if ('choices' in parameter) return parameter.choices.includes(String(value))
  if (!('of' in parameter)) {
    const { min, max, step } = parameter
    const steps = (Number(value) - min) / step
    return Number(value) >= min && Number(value) <= max && Math.abs(steps - Math.round(steps)) < 1e-6
  }
  const { of, most } = parameter
  const [from, to] = of as readonly number[]
  return (
    Array.isArray(value) &&
    value.length <= most &&
    value.every((item: number | string) =>
      typeof from === 'number'
        ? Number.isInteger(item) && Number(item) >= from && Number(item) <= to!
        : (of as readonly unknown[]).includes(item),
    )
  )
}

/** All that is said, and where. */
function wordsOf({ table, play = {} }: Pick<Figure, 'table' | 'play'>): (readonly [what: string, text: string])[] {
  const { said, challenge, moments = [], actions = [], views = [] } = play
  return [
    ['table', table],
    ['said', said ?? '–'],
    ['challenge', challenge?.ask ?? '–'],
    ['challenge', challenge?.told ?? '–'],
    ...moments.map((text) => ['moment', text] as const),
    ...actions.flatMap(({ label, group = '–', isOff = '–' }) =>
      [label, group, isOff].map((text) => ['action', text] as const),
    ),
    ...views.flatMap(({ name, facts = [], lines = [] }) =>
      [
        name,
        ...facts.flatMap((fact) => [fact.name, fact.value]),
        ...lines.map(({ text, note = '' }) => `${text} ${note}`),
      ].map((text) => ['view', text] as const),
    ),
  ]
}

/** A worker sends a page all of it but the functions, whose results it sends. */
function cloningFlaws({ targets, actions = [], views = [], ...others }: Play): string[] {
  const plain = {
    ...others,
    targets: targets?.(WIDE),
    actions: actions.map(({ bytes, ...action }) => action),
    views: views.map(({ figure, ...view }) => ({ ...view, targets: figure?.play?.targets?.(WIDE) })),
  }
  try {
    structuredClone(plain)
    return []
  } catch (error) {
    return [`it cannot be sent to a page: ${(error as Error).message}`]
  }
}
