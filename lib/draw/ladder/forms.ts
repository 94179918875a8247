import type { Journey } from '../journey.ts'
import { plain } from '../numbers.ts'
import { type Child, element } from '../svg.ts'
import { FONT, SMALL, textWidth } from '../text.ts'
import { labelForms } from './labels.ts'
import { type LadderOptions, lookOf } from './marks.ts'
import type { SegmentRun } from './runs.ts'

/** Below this width of a ladder, words are brief and times stand above words. */
export const ROOMY_LABEL = 500

/** A label, and how wide it is. */
export interface Form {
  words: readonly string[]
  width: number
}

/** The forms of labels, and times in words: made once for all trials. */
export class Forms {
  readonly #known = new Map<Journey, Form[][]>()
  readonly #times = new Map<number, string>()
  readonly #options: LadderOptions
  readonly #isBrief: boolean

  constructor(options: LadderOptions, width: number) {
    this.#options = options
    this.#isBrief = width < ROOMY_LABEL
  }

  of(run: SegmentRun): Form[] {
    const lengths = this.#known.get(run[0]) ?? []
    this.#known.set(run[0], lengths)
    let forms = lengths[run.length]
    if (!forms) {
      forms = labelForms(run, this.#options, this.#isBrief).map((words) => formOf(words, this.#isBrief ? SMALL : FONT))
      lengths[run.length] = forms
    }
    return forms
  }

  /** Its label beside a lifeline, where it is never but a number. */
  beside(run: SegmentRun): Form[] {
    const forms = labelForms(run, this.#options, false)
    return (isWorded(run) ? forms.slice(0, -1) : forms).map((words) => ({
      words,
      width: textWidth(words.join(' '), SMALL),
    }))
  }

  time(time: number): string {
    const text = this.#times.get(time) ?? plain(time)
    this.#times.set(time, text)
    return text
  }
}

/** A label of these words. */
export function formOf(words: readonly string[], size: number): Form {
  return { words, width: textWidth(words.join(' '), size, isBold(words[0]!)) }
}

/** What is out of the ordinary is labelled first, what there is most of last. */
export function weight(group: readonly SegmentRun[]): number {
  const [arrow] = group[0]!
  if (arrow.dropped !== undefined || arrow.retransmission) return 0
  const look = lookOf(arrow).line
  return look === 'arrow' ? 1 : look === 'l1' ? 2 : 3
}

/** The shortest form of its label says little: a number alone. */
export function isWorded(run: SegmentRun): boolean {
  return run.length > 1 || (run[0].segment?.payload.length ?? 0) > 0
}

/** What the shorter forms of a label cost. */
export function wantOf(form: number, forms: number): number {
  if (form === 0) return 0
  if (form >= forms - 1) return 3
  return form === 1 ? 0.3 : 1
}

/** Flags are bold, and how many. */
function isBold(word: string): boolean {
  return /^[A-Z×]/.test(word)
}

/** The words of a label, its flags in bold. */
export function formsOfWords(words: readonly string[]): Child {
  const [first = '', ...rest] = words
  if (!isBold(first)) return words.join(' ')
  const bold = element('tspan', { class: 'b' }, first)
  return rest.length > 0 ? [bold, ` ${rest.join(' ')}`] : bold
}
