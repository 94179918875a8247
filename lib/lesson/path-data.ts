/** How many numbers a command takes, and which of them are places: x at even ones. */
const argumentsOf: Readonly<Record<string, number>> = { m: 2, l: 2, h: 1, v: 1, z: 0, c: 6, s: 4, q: 4, t: 2, a: 7 }
const token = /([a-zA-Z])|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|[\s,]+|(.)/gy
/** Beyond this, sums of places in units of the last decimal could lose digits. */
const mostDecimals = 6

interface Command {
  letter: string
  /** In units of the path's last decimal, but for the radii, angle and flags of an arc, which are as they were written. */
  numbers: (number | string)[]
}

/**
 * The same path in fewer letters: from place to place instead of from the corner of the picture, and a command that is repeated
 * named once. Nothing is rounded. What cannot be read, or would not become shorter, stays as it is.
 *
 * @param d path data. @see SVG 2 §9.3
 */
export function shortPath(d: string): string {
  if (d.length < 20) return d
  const decimals = Math.max(0, ...(d.match(/\.\d+/g) ?? []).map((part) => part.length - 1))
  const commands = decimals <= mostDecimals ? commandsOf(d, 10 ** decimals) : undefined
  if (!commands) return d
  const shorter = pathText(commands, decimals)
  return shorter.length < d.length ? shorter : d
}

/** All relative; `undefined` for a path that a browser would not read to its end. */
function commandsOf(d: string, unit: number): Command[] | undefined {
  const tokens: string[] = []
  for (const [text, letter, number, other] of d.matchAll(token)) {
    if (other !== undefined || /[eE]/.test(number ?? '')) return undefined
    if (letter !== undefined || number !== undefined) tokens.push(text)
  }
  const commands: Command[] = []
  let [x, y, startX, startY] = [0, 0, 0, 0]
  for (let at = 0; at < tokens.length; ) {
    const given = tokens[at]!
    const letter = given.toLowerCase()
    const length = argumentsOf[letter]
    if (length === undefined || (commands.length === 0 && letter !== 'm')) return undefined
    at += 1
    let repeated = letter
    do {
      const own = tokens.slice(at, at + length)
      at += length
      if (own.length < length || own.some((text) => text in argumentsOf || /[a-z]/i.test(text))) return undefined
      if (letter === 'a' && !own.slice(3, 5).every((flag) => flag === '0' || flag === '1')) return undefined
      const isAbsolute = given !== letter
      const numbers = own.map((text, index) => {
        if (letter === 'a' && index < 5) return text
        const value = Math.round(Number(text) * unit)
        if (!isAbsolute) return value
        const isDown = letter === 'v' || (letter !== 'h' && (letter === 'a' ? index === 6 : index % 2 === 1))
        return value - (isDown ? y : x)
      })
      commands.push({ letter: repeated, numbers })
      if (letter === 'z') [x, y] = [startX, startY]
      else if (letter === 'h') x += numbers[0] as number
      else if (letter === 'v') y += numbers[0] as number
      else {
        x += numbers.at(-2) as number
        y += numbers.at(-1) as number
      }
      if (repeated === 'm') [startX, startY] = [x, y]
      if (letter === 'm') repeated = 'l'
    } while (length > 0 && at < tokens.length && !/[a-z]/i.test(tokens[at]!))
  }
  return commands
}

function pathText(commands: readonly Command[], decimals: number): string {
  let text = ''
  let implied = ''
  for (const { letter, numbers } of commands) {
    let open = letter !== implied
    if (open) text += letter
    for (const number of numbers) {
      const short = typeof number === 'number' ? shortNumber(number, decimals) : number.replace(/^\+/, '')
      text += open || short.startsWith('-') ? short : ` ${short}`
      open = false
    }
    // Numbers behind those of a move are a line's; a shape that is closed can only be followed by a letter.
    implied = letter === 'm' ? 'l' : letter === 'z' ? '' : letter
  }
  return text
}

/** `-5` of two decimals is `-.05`. */
function shortNumber(value: number, decimals: number): string {
  const text = String(value / 10 ** decimals)
  return text.includes('e') ? value.toFixed(0) : text.replace(/^(-?)0\./, '$1.')
}
