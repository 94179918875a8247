import { visible } from '../../verify/text.ts'

/** An xmlElement with what stands in it; attributes that are `undefined` are left out. */
export function xmlElement(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  ...content: readonly string[]
): string {
  const given = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined
      ? []
      : [` ${key}="${xmlText(String(value)).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')}"`],
  )
  return content.length > 0 ? `<${name}${given.join('')}>${content.join('')}</${name}>` : `<${name}${given.join('')}/>`
}

const xmlEntities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/**
 * A text as it may stand in XML: escaped, control characters made visible, and what XML has no way to say replaced.
 *
 * @see https://www.w3.org/TR/xml/#charsets
 */
export function xmlText(text: string): string {
  return visible(text)
    .replace(/\p{Surrogate}|[\ufffe\uffff]/gu, '\ufffd')
    .replace(/[&<>"]/g, (character) => xmlEntities[character]!)
}
