import { visible } from '../../verify/text.ts'

const characters: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' },
}

/** A text as it may stand in HTML, also in an attribute; control characters are made visible. */
export function htmlText(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => characters[character]!)
}
