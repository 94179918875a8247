import { withoutEscapes } from '../notebook/index.ts'

/** What is compared of a text: without escape sequences, and with one kind of line end. */
export function plainText(text: string): string {
  const bare = withoutEscapes(text)
  return bare.includes('\r\n') ? bare.replaceAll('\r\n', '\n') : bare
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are to be shown
const invisible = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g

/** Control characters made visible (`␛`, `\u200b`), so that an output cannot play with the terminal that shows it. */
export function visible(text: string): string {
  return text.replace(invisible, (character) => {
    const code = character.charCodeAt(0)
    if (code < 0x20) return String.fromCharCode(0x2400 + code)
    return code === 0x7f ? '␡' : `\\u${code.toString(16).padStart(4, '0')}`
  })
}
