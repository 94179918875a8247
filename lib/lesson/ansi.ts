import { escapeSequence } from '../notebook/index.ts'
import { escapeHtml, type Html, trusted } from './html.ts'

/** What a terminal would show: colours as classes (`ansi-red`, `ansi-on-blue`), overwritten lines overwritten, the rest dropped. */
const colours = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white']
const rgb = [
  [0, 0, 0],
  [205, 49, 49],
  [13, 160, 90],
  [200, 170, 20],
  [36, 114, 200],
  [188, 63, 188],
  [17, 168, 205],
  [229, 229, 229],
] as const

/** What kind of style → the class that gives it now. */
type Style = Map<string, string>

export function renderAnsi(text: string): Html {
  const style: Style = new Map()
  let markup = ''
  let from = 0
  const source = overwrite(text)
  const write = (to: number) => {
    if (to > from) markup += span(source.slice(from, to), style)
  }
  for (const match of source.matchAll(escapeSequence)) {
    write(match.index)
    from = match.index + match[0].length
    if (match[2] === 'm') apply(style, match[1] ?? '')
  }
  write(source.length)
  return trusted(markup)
}

function span(text: string, style: Style): string {
  const escaped = escapeHtml(text)
  const classes = [...style.values()].map((name) => `ansi-${name}`)
  return classes.length === 0 ? escaped : `<span class="${classes.join(' ')}">${escaped}</span>`
}

/** Select Graphic Rendition, ECMA-48 §8.3.117. */
function apply(classes: Style, parameters: string): void {
  const codes = parameters.split(/[;:]/).map(Number)
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at]!
    if (code === 0) classes.clear()
    else if (code === 1 || code === 2) classes.set('weight', code === 1 ? 'bold' : 'dim')
    else if (code === 3) classes.set('slant', 'italic')
    else if (code === 4) classes.set('line', 'underline')
    else if (code === 7) classes.set('inverse', 'inverse')
    else if (code === 22) classes.delete('weight')
    else if (code === 23) classes.delete('slant')
    else if (code === 24) classes.delete('line')
    else if (code === 27) classes.delete('inverse')
    else if (code === 38 || code === 48) {
      const [colour, used] = extended(codes.slice(at + 1))
      if (colour !== undefined)
        classes.set(code === 38 ? 'ink' : 'ground', (code === 48 ? 'on-' : '') + colours[colour])
      at += used
    } else if (code === 39) classes.delete('ink')
    else if (code === 49) classes.delete('ground')
    else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) classes.set('ink', colours[code % 10]!)
    else if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107))
      classes.set('ground', `on-${colours[code % 10]}`)
  }
}

/** `5;n` or `2;r;g;b` as the nearest of the eight colours, which alone are sure to be legible in light and dark. */
function extended([kind, ...values]: readonly number[]): [colour: number | undefined, used: number] {
  if (kind === 2) return [nearestColour(values[0] ?? 0, values[1] ?? 0, values[2] ?? 0), 4]
  const index = values[0] ?? 0
  if (kind !== 5 || index > 255) return [undefined, kind === 5 ? 2 : 1]
  if (index < 16) return [index % 8, 2]
  if (index >= 232) return [index < 244 ? 0 : 7, 2]
  const step = (n: number) => (n % 6 === 0 ? 0 : 55 + 40 * (n % 6))
  const cube = index - 16
  return [nearestColour(step(Math.floor(cube / 36)), step(Math.floor(cube / 6)), step(cube)), 2]
}

function nearestColour(red: number, green: number, blue: number): number {
  const distances = rgb.map(([r, g, b]) => (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2)
  return distances.indexOf(Math.min(...distances))
}

/** Carriage return and backspace as a terminal takes them: a progress bar leaves its last state. */
function overwrite(text: string): string {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  return lines.map((line) => (line.includes('\r') || line.includes('\b') ? lastState(line) : line)).join('\n')
}

function lastState(line: string): string {
  const kept: string[] = []
  // A carriage return at the line's end overwrites nothing.
  for (const character of line.split('\r').findLast((part) => part !== '') ?? '') {
    if (character === '\b') kept.pop()
    else kept.push(character)
  }
  return kept.join('')
}
