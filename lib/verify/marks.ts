/**
 * Marks that stand in a normalised text behind what took an identity's place, and tell which it was. They are made of
 * noncharacters, which no text holds that was meant to be read. @see Unicode §23.7
 */
const mark = '\ufdd0'
const zero = 0xfdd1
const all = /[\ufdd0-\ufddb]/g
const wholeMark = /\ufdd0[\ufdd1-\ufdda]*/g

/** The text with what looks like a mark spelled out. */
export function withoutMarks(text: string): string {
  return text.replace(all, (character) => `\\u${character.charCodeAt(0).toString(16)}`)
}

/** For a reader. */
export function hideMarks(text: string): string {
  return text.replace(all, '')
}

/** What a replacement ends in so that {@link number} finds its places. */
export const unnumbered: string = mark

const bare = /\ufdd0(?![\ufdd1-\ufdda])/g

/** Gives each bare mark its number. */
export function numberedMarks(text: string, numberOf: () => number): string {
  return text.replace(bare, () => mark + digits(numberOf()))
}

/** Each mark once more as a bare one: texts that are alike but for what the marks stand for become the same. */
export function unnumber(text: string): string {
  return text.includes(mark) ? text.replace(wholeMark, mark) : text
}

/** Each mark as `name` says, in signs that no reader and no tolerance takes for a number. */
export function renamed(text: string, name: (number: number) => string): string {
  return text.includes(mark) ? text.replace(wholeMark, (each) => mark + coded(name(numberIn(each)))) : text
}

/** The numbers of the marks in a text, in order. */
export function numbersIn(text: string): number[] {
  return text.includes(mark) ? (text.match(wholeMark) ?? []).map(numberIn) : []
}

function coded(name: string): string {
  return Array.from({ length: name.length }, (_, at) => digits(name.charCodeAt(at))).join('\ufddb')
}

function digits(value: number): string {
  return [...String(value)].map((digit) => String.fromCharCode(zero + Number(digit))).join('')
}

function numberIn(each: string): number {
  let value = 0
  for (let at = 1; at < each.length; at += 1) value = 10 * value + each.charCodeAt(at) - zero
  return value
}
