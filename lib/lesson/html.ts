/** Text that is HTML already. Only `html` and `trusted` make it, so whatever is not of this class gets escaped. */
export class Html {
  readonly markup: string
  constructor(markup: string) {
    this.markup = markup
  }
}

export type HtmlValue = Html | string | number | false | null | undefined | readonly HtmlValue[]

/** A template tag that escapes every value but `Html`; lists are joined, `false`, `null` and `undefined` are nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(strings.map((text, at) => text + (at < values.length ? markupOf(values[at]) : '')).join(''))
}

/** The exception from escaping: markup that a sanitiser, a highlighter or this room itself has made. */
export function trusted(markup: string): Html {
  return new Html(markup)
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
// biome-ignore lint/suspicious/noControlCharactersInRegex: HTML forbids them, outputs hold them
const controls = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufdd0-\ufdef]/g

/** For text and for quoted attributes alike. */
export function escapeHtml(text: string): string {
  return text.replace(controls, '\ufffd').replace(/[&<>"']/g, (character) => entities[character]!)
}

function markupOf(value: HtmlValue): string {
  if (value instanceof Html) return value.markup
  if (value === false || value === null || value === undefined) return ''
  return typeof value === 'object' ? value.map(markupOf).join('') : escapeHtml(String(value))
}
