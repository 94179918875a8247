/** Colours, cursor movements, links: what a terminal obeys and does not show (ECMA-48 §5.4). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are made of them
const ansi = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[ -/]*[0-Z\\^-~])/g

/** What is compared of a text: without escape sequences, and with one kind of line end. */
export function plainText(text: string): string {
  const bare = text.includes('\u001b') ? text.replace(ansi, '') : text
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
