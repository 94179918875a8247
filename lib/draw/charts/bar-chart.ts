import { scaleLinear } from 'd3-scale'
import { type FigureOptions, figure } from '../frame.ts'
import { plain } from '../numbers.ts'
import { type Child, element, hatch, path, short } from '../svg.ts'
import { fit, label, SMALL, textTable, textWidth } from '../text.ts'
import { WIDE } from '../theme.ts'

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

/**
 * Bars across, each with its number at the end, and the number that a formula gives as a line and beside it.
 *
 * @returns SVG text
 */
export function barChart(bars: readonly Bar[], options: BarChartOptions = {}): string {
  const width = options.width ?? WIDE
  const words = bars.map((bar) => barNumber(bar, options))
  const names = Math.min(width * 0.35, Math.max(20, ...bars.map(({ name }) => textWidth(name, SMALL))))
  const left = names + 14
  const right = width - Math.max(20, ...words.map((word) => textWidth(word, SMALL))) - 14
  const largest =
    options.to ?? Math.max(1e-9, ...bars.flatMap(({ value, formula }) => [value, formula ?? 0]).filter(Number.isFinite))
  const x = scaleLinear([0, largest], [left, Math.max(left + 40, right)]).clamp(true)
  const body: Child[] = []
  let y = options.measure === undefined ? 10 : 32
  if (options.measure !== undefined) body.push(label(6, 18, options.measure, 's'))
  bars.forEach((bar, index) => {
    const end = x(bar.value)
    body.push(
      label(left - 6, y + 15, fit(bar.name, names, SMALL), 's', 'end'),
      element('rect', { class: 'on', x: left, y, width: Math.max(0.5, end - left), height: 20 }),
      path('hatch', hatch(left, y, Math.max(0.5, end - left), 20, 9)),
      bar.formula !== undefined && path('gone', `M${short(x(bar.formula))} ${short(y - 4)}v28`),
      label(Math.max(end, bar.formula === undefined ? 0 : x(bar.formula)) + 7, y + 15, words[index], 's'),
    )
    y += 34
  })
  body.push(path('axis', `M${short(left)} ${options.measure === undefined ? 4 : 26}V${short(y - 8)}`))
  if (bars.some(({ formula }) => formula !== undefined)) {
    body.push(path('gone', `M16 ${short(y - 2)}v16`), label(26, y + 10, options.formula ?? 'by the formula', 's m'))
    y += 22
  }
  return figure(
    options,
    { title: options.measure ?? 'Bars', description: describeBars(bars, options), width, height: y + 4 },
    ...body,
  )
}

/** Every bar's number, and the formula's. */
export function describeBars(bars: readonly Bar[], options: BarChartOptions = {}): string {
  const items = bars.map((bar) => `${bar.name}: ${barNumber(bar, options)}`).join('; ')
  return `${options.measure === undefined ? '' : `${options.measure}. `}${items || 'No bars'}.`
}

/** The bars as a table. */
export function barTable(bars: readonly Bar[], options: BarChartOptions = {}): string {
  const rows = bars.map(({ name, value, formula }) => [
    name,
    plain(value),
    ...(formula === undefined ? [] : [plain(formula)]),
  ])
  const some = bars.some(({ formula }) => formula !== undefined)
  return textTable(['', options.measure ?? 'value', ...(some ? [options.formula ?? 'formula'] : [])], rows)
}

function barNumber({ value, formula }: Bar, { unit, formula: name }: BarChartOptions): string {
  const number = `${plain(value)}${unit === undefined ? '' : ` ${unit}`}`
  return formula === undefined ? number : `${number} (${name ?? 'formula'} ${plain(formula)})`
}
