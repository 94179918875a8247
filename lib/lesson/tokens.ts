/**
 * The kinds of token that a page tells apart, with what highlight.js calls them: a page has thousands, so their classes are one or two
 * letters, as Pygments has them. What is not listed looks like the rest of the code.
 */
const namesByKind: Readonly<Record<string, readonly string[]>> = {
  k: ['keyword', 'literal', 'selector-tag', 'doctag', 'variable language_', 'operator'],
  s: ['string', 'regexp', 'addition', 'char', 'link'],
  m: ['number', 'symbol', 'bullet', 'variable constant_'],
  c: ['comment', 'quote', 'meta'],
  nf: ['title', 'title function_', 'section', 'name', 'selector-id', 'selector-class'],
  na: ['attr', 'attribute', 'property', 'selector-attr', 'selector-pseudo'],
  nv: ['params', 'variable', 'template-variable', 'template-tag'],
  nc: ['built_in', 'type', 'title class_', 'title class_ inherited__'],
  gd: ['deletion'],
  // Code within a string.
  p: ['subst'],
  ge: ['emphasis'],
  gs: ['strong'],
}
const kindsByName: ReadonlyMap<string, string> = new Map(
  Object.entries(namesByKind).flatMap(([kind, names]) => names.map((name) => [name, kind] as const)),
)

/** All classes of tokens. */
export const tokenKinds: readonly string[] = Object.keys(namesByKind)

/** @param markup of highlight.js: text, and spans of class `hljs-…` */
export function shortTokens(markup: string): string {
  const open: boolean[] = []
  // Within text an apostrophe is itself.
  return markup
    .replaceAll('&#x27;', "'")
    .replace(/<span class="(?:hljs-)?([^"]*)">|<\/span>/g, (tag, name: string | undefined) => {
      if (name === undefined) return open.pop() === false ? '' : tag
      const kind = kindsByName.get(name) ?? kindsByName.get(name.split(' ')[0]!)
      open.push(kind !== undefined)
      return kind === undefined ? '' : `<span class="${kind}">`
    })
}
