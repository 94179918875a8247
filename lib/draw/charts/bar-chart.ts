import { maxIndex, minIndex } from 'd3-array'
import type { Put } from '../../words.ts'
import { figureOf, type ShownFigure } from '../figure.ts'
import { type FigureOptions, figure } from '../frame.ts'
import { plain } from '../numbers.ts'
import { clampedScale } from '../scale.ts'
import { type Child, element, path, short } from '../svg.ts'
import { fit, label, SMALL, textTable, textWidth } from '../text.ts'
import { WIDE } from '../theme.ts'

/** What it says, by key. */
const SAYS = {
  byTheFormula: 'by the formula',
  noBars: 'No bars',
  theSameForAll: (prefix: Put, most: Put) => `${prefix}the same for all, ${most}`,
  mostForLeastFor: (prefix: Put, told: Put, told2: Put) => `${prefix}most for ${told}, least for ${told2}`,
  forAll: (called: Put, common: Put) => ` For all, ${called}: ${common}.`,
} as const

/** One bar: what was measured, and what a formula says of it. */
export interface Bar {
  name: string
  value: number
  /** Shown as an upright line across the bar. */
  formula?: number
}

export interface BarChartOptions extends FigureOptions {
  /** After each number: `ms`, `%`. */
  unit?: string
  /** What the bars measure. */
  measure?: string
  /** What the upright lines are called. */
  formula?: string
  /** Where a full bar ends, when it is known: 1 for a share. */
  to?: number
}

const BAR_HEIGHT = 15

/** What bars say: their numbers, those of the formula, and whether all of these are one. */
interface BarReading {
  bars: readonly Bar[]
  options: BarChartOptions
  /** As long as the longest bar may be. */
  largest: number
  formulas: number[]
  /** The one number that the formula gives for all bars. */
  common: number | undefined
}

function readBars(bars: readonly Bar[], options: BarChartOptions): BarReading {
  const formulas = bars.flatMap(({ formula }) => formula ?? [])
  const largest =
    options.to ?? Math.max(1e-9, ...[...bars.map(({ value }) => value), ...formulas].filter(Number.isFinite))
  const isCommon = bars.length > 1 && formulas.length === bars.length && new Set(formulas.map(plain)).size === 1
  return { bars, options, largest, formulas, common: isCommon ? formulas[0] : undefined }
}

/** Bars across, each with its number at the end, and the number that a formula gives as an upright line. */
export function barFigure(bars: readonly Bar[], options: BarChartOptions = {}): ShownFigure<readonly Bar[]> {
  const reading = readBars(bars, options)
  return figureOf({
    data: bars,
    draw: (width) => drawBars(reading, width),
    table: () => tableOfBars(reading),
    sentence: () => options.description ?? barsInWords(reading),
  })
}

/**
 * Bars across, each with its number at the end, and the number that a formula gives as a line.
 *
 * @returns SVG text
 */
export function barChart(bars: readonly Bar[], options: BarChartOptions = {}): string {
  return drawBars(readBars(bars, options), options.width ?? WIDE)
}

function drawBars(reading: BarReading, width: number): string {
  const { bars, options, largest, formulas, common } = reading
  const { heading, height: top, formulaColumn } = headingOf(reading, width)
  const words = bars.map((bar) => numberOf(bar, options))
  const widest = Math.max(0, ...bars.map(({ name }) => textWidth(name, SMALL)))
  const isAbove = widest > width * 0.34
  const left = isAbove ? 8 : Math.max(20, widest) + 14
  const step = isAbove ? 42 : 28
  const right = width - 8 - formulaColumn
  const room = Math.max(20, ...words.map((word) => textWidth(word, SMALL))) + 16
  const x = clampedScale([0, largest], [left, Math.max(left + 40, right - room)])
  const at = (value: number): number => (Number.isNaN(value) ? left : x(value))
  const marked = common === undefined ? undefined : at(common)
  // Through all bars at once, unless it would strike names through that stand between them.
  const isOne = marked !== undefined && !isAbove
  const rowAt = (index: number): number => top + index * step + (isAbove ? 18 : 4)
  const end = top + bars.length * step
  const rects = bars.map(({ value }, index) =>
    element('rect', {
      class: 'bar',
      x: left,
      y: rowAt(index),
      width: Math.max(0.5, at(value) - left),
      height: BAR_HEIGHT,
    }),
  )
  const ticks = bars.flatMap(({ formula }, index) =>
    formula === undefined || isOne ? [] : [[at(formula), rowAt(index) - 4, BAR_HEIGHT + 8] as const],
  )
  if (isOne) ticks.push([marked, rowAt(0) - 4, rowAt(bars.length - 1) - rowAt(0) + BAR_HEIGHT + 8])
  const tickPath = ticks.map(([from, y, length]) => `M${short(from)} ${short(y)}v${short(length)}`).join('')
  return figure(
    options,
    { title: titleOfBars(reading), description: barsInWords(reading), width, height: end + 4 },
    ...heading,
    ...rects,
    // Names above the bars would stand on it.
    !isAbove && path('axis', `M${short(left)} ${short(top - 2)}V${short(end)}`),
    path('casing', tickPath),
    path('tick', tickPath),
    ...bars.map(({ name, value, formula }, index): Child => {
      const y = rowAt(index) + 12
      const tick = marked ?? (formula === undefined ? undefined : at(formula))
      const number = words[index]!
      // The line of the formula must not strike the number through.
      const free = at(value) + 6
      const isStruck = tick !== undefined && tick > free - 4 && tick < free + textWidth(number, SMALL) + 3
      return [
        isAbove
          ? label(left, y - 17, fit(name, width - left - 8, SMALL), 's')
          : label(left - 6, y, fit(name, left - 8, SMALL), 's', 'end'),
        label(isStruck ? tick + 6 : free, y, number, 's'),
        formulaColumn > 0 && formula !== undefined && label(width - 8, y, plain(formula), 's m', 'end'),
      ]
    }),
  )

  function headingOf({ options: { measure } }: BarReading, within: number) {
    const name =
      formulas.length === 0
        ? undefined
        : `${options.formula ?? SAYS.byTheFormula}${common === undefined ? '' : ` ${plain(common)}`}`
    const texts: Child[] = []
    let row = 0
    if (measure !== undefined) {
      row = 1
      texts.push(label(6, 14, fit(measure, within - 12, SMALL), 's'))
    }
    if (name !== undefined) {
      const shown = fit(name, within - 32, SMALL)
      const needs = textWidth(shown, SMALL)
      if (row === 0 || textWidth(measure!, SMALL) + needs + 50 > within) row++
      const y = row * 18 - 4
      texts.push(
        label(within - 8, y, shown, 's m', 'end'),
        path('tick', `M${short(within - 16 - needs)} ${short(y - 10)}v13`),
      )
    }
    const numbers = common === undefined ? formulas : []
    const column = numbers.length === 0 ? 0 : Math.max(...numbers.map((value) => textWidth(plain(value), SMALL))) + 10
    return { heading: texts, height: row * 18 + 8, formulaColumn: column }
  }
}

function titleOfBars({ bars, options }: BarReading): string {
  const { measure } = options
  const numbered = bars.filter(({ value }) => Number.isFinite(value))
  const prefix = measure === undefined ? '' : `${measure}: `
  if (numbered.length === 0) return measure ?? SAYS.noBars
  const told = ({ name, value }: Bar): string => `${name} (${numberOf({ name, value }, options)})`
  if (numbered.length < 3) return `${prefix}${numbered.map(told).join(', ')}`
  const values = numbered.map(({ value }) => value)
  const [most, least] = [numbered[maxIndex(values)]!, numbered[minIndex(values)]!]
  if (plain(most.value) === plain(least.value)) return SAYS.theSameForAll(prefix, numberOf(most, options))
  return SAYS.mostForLeastFor(prefix, told(most), told(least))
}

/** Every bar's number, and the formula's. */
export function describeBars(bars: readonly Bar[], options: BarChartOptions = {}): string {
  return barsInWords(readBars(bars, options))
}

function barsInWords({ bars, options, common }: BarReading): string {
  const { measure, formula: called = 'formula' } = options
  const items = bars.map((bar) => {
    const own = bar.formula === undefined || common !== undefined ? '' : ` (${called} ${plain(bar.formula)})`
    return `${bar.name}: ${numberOf(bar, options)}${own}`
  })
  const all = common === undefined ? '' : SAYS.forAll(called, plain(common))
  return `${measure === undefined ? '' : `${measure}. `}${items.join('; ') || SAYS.noBars}.${all}`
}

/** The bars as a table. */
export function barTable(bars: readonly Bar[], options: BarChartOptions = {}): string {
  return tableOfBars(readBars(bars, options))
}

function tableOfBars({ bars, options, formulas }: BarReading): string {
  const rows = bars.map(({ name, value, formula }) => [
    name,
    plain(value),
    ...(formula === undefined ? [] : [plain(formula)]),
  ])
  const some = formulas.length > 0
  return textTable(['', options.measure ?? 'value', ...(some ? [options.formula ?? 'formula'] : [])], rows)
}

function numberOf({ value }: Bar, { unit }: Pick<BarChartOptions, 'unit'>): string {
  return `${plain(value)}${unit === undefined ? '' : ` ${unit}`}`
}
