/* biome-ignore-start lint/suspicious/noControlCharactersInRegex: escape sequences are made of them */
/**
 * Colours, cursor movements, links: what a text holds for a terminal to obey and not to show (ECMA-48 §5.4). CSI with its
 * parameters and its final byte; OSC and its like up to their end, or to where the next begins; any other escape of two bytes.
 */
export const escapeSequence: RegExp =
  /\x1b\[([\x30-\x3f]*)[\x20-\x2f]*([\x40-\x7e])|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[\x20-\x2f]*[\x30-\x7e]|\x1b/g
/* biome-ignore-end lint/suspicious/noControlCharactersInRegex: escape sequences are made of them */

/** The text as it reads. */
export function withoutEscapes(text: string): string {
  return text.includes('\x1b') ? text.replace(escapeSequence, '') : text
}
