/** A notebook may come from anyone: its patterns are kept from taking for ever, as far as looking at them can tell. */

const longestPattern = 500

/**
 * Why a pattern of a notebook's own is refused: not valid, too long, or of the kind whose time grows exponentially with the
 * text (a repetition inside a repetition, or of alternatives that begin alike).
 */
export function patternProblem(source: string, flags: string): string | undefined {
  if (source.length > longestPattern) return `is longer than ${longestPattern} characters`
  if (!/^[gimsuv]*$/.test(flags)) return `has flags other than i, m, s, u (${JSON.stringify(flags)})`
  try {
    new RegExp(source, flags)
  } catch (error) {
    return `is not valid (${(error as Error).message.replace(/^Invalid regular expression: /, '').slice(0, 200)})`
  }
  if (/\\(?:[1-9]|k<)/.test(source)) return 'refers back to a group, which can take for ever'
  return repeatsRepetition(source)
    ? 'repeats a group that itself repeats or chooses, which can take for ever'
    : undefined
}

/** One pass with a stack of groups: which of them hold a repetition or a choice, and is one of those repeated? */
function repeatsRepetition(source: string): boolean {
  const groups: { risky: boolean }[] = [{ risky: false }]
  for (let at = 0; at < source.length; at += 1) {
    const character = source[at]
    if (character === '\\') at += 1
    else if (character === '[') at = endOfClass(source, at)
    else if (character === '(') groups.push({ risky: false })
    else if (character === '|') groups[groups.length - 1]!.risky = true
    else if (character === ')') {
      const { risky } = groups.pop()!
      const repeated = isRepeated(source, at + 1)
      if (risky && repeated) return true
      const outer = groups[groups.length - 1]!
      if (risky || repeated) outer.risky = true
    } else if (isRepeated(source, at)) groups[groups.length - 1]!.risky = true
  }
  return false
}

/** Whether an unbounded or large repetition (`*`, `+`, `{2,}`, `{1,50}`) stands here. */
function isRepeated(source: string, at: number): boolean {
  if (source[at] === '*' || source[at] === '+') return true
  const [, least, comma, most] = /^\{(\d+)(,?)(\d*)\}/.exec(source.slice(at, at + 20)) ?? []
  if (least === undefined) return false
  return (comma !== '' && most === '') || Number(most || least) > 10
}

function endOfClass(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at += 1) {
    if (source[at] === '\\') at += 1
    else if (source[at] === ']') return at
  }
  return source.length
}
