/** Letters of one script that are drawn like those of another, and signs that are hard to tell from ASCII's. */
const drawnAlike = new Map(
  'АA ВB ЕE КK МM НH ОO РP СC ТT ХX ЅS ІI ЈJ аa еe оo рp сc уy хx ѕs іi јj ԁd һh ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX οo νv ‐- ‑- ‒- –- —- −- ‘\' ’\' “" ”"'
    .split(' ')
    .map(([sign, like]) => [sign!, like!] as const),
)
const alike = new RegExp(`[${[...drawnAlike.keys()].join('')}]`, 'g')
/** Characters that take no room, or room without ink. */
const inkless = /[\s\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}]+/gu

/**
 * A line that looks like another and is not the same, with what tells them apart spelled out: `·` for a blank, `→` for a tab,
 * `\u0301` for the rest. `undefined` where a reader sees the difference.
 *
 * @param ends whether they differ in their ends
 * @returns the line, and where it begins to differ
 */
export function tellApart(line: string, other: string, ends: boolean): [spelled: string | undefined, where: number] {
  const where = commonStart(line, other)
  // Looking alike is for lines that someone might read.
  if (line.length + other.length > 20_000 || drawn(line) !== drawn(other)) return [undefined, where]
  if (line === other && !ends) return [undefined, where]
  const isSpace = squeezed(line) === squeezed(other)
  const before = isSpace ? spelled(line.slice(0, where), blank) : line.slice(0, where)
  return [before + spelled(line.slice(where), isSpace ? blank : letterOf), before.length]
}

function drawn(line: string): string {
  return line
    .normalize('NFKC')
    .replace(inkless, '')
    .replace(alike, (sign) => drawnAlike.get(sign)!)
}

function squeezed(line: string): string {
  return line.replace(/\s+/g, '')
}

function commonStart(line: string, other: string): number {
  let at = 0
  while (at < line.length && line[at] === other[at]) at += 1
  // Not between the halves of one character.
  return at > 0 && /[\ud800-\udbff]/.test(line[at - 1]!) ? at - 1 : at
}

function spelled(text: string, spell: (character: string) => string): string {
  let result = ''
  for (const character of text) result += spell(character)
  return result
}

function blank(character: string): string {
  if (character === ' ') return '·'
  if (character === '\t') return '→'
  return /\s/.test(character) && character !== '\r' ? letterCode(character) : character
}

function letterOf(character: string): string {
  if (/^[\x20-\x7e\t\r]$/.test(character)) return character
  const isPlain = character.normalize('NFKD') === character && !drawnAlike.has(character)
  return isPlain && !/[\p{M}\s\p{Default_Ignorable_Code_Point}\p{Cf}]/u.test(character)
    ? character
    : letterCode(character)
}

function letterCode(character: string): string {
  const point = character.codePointAt(0)!
  return point > 0xffff ? `\\u{${point.toString(16)}}` : `\\u${point.toString(16).padStart(4, '0')}`
}
