/** What Markdown means by a piece of a line: an escaped sign, code, strong and emphasised text, a link's words. */
const markdownPieces =
  /\\([!-/:-@[-`{-~])|(`+)([^`]|[^`].*?[^`])\2(?!`)|\*\*(?=\S)(.+?)(?<=\S)\*\*|\*(?=[^\s*])(.+?)(?<=[^\s*])\*|(?<!\w)_(?=\S)(.+?)(?<=\S)_(?!\w)|!?\[([^\]]*)\]\([^()\s]*\)/g

/**
 * One line of Markdown as HTML, for where Markdown is not read: inside a `<summary>`. Markup that stands in it is shown as it is
 * written; of a link its words are left.
 */
export function inlineMarkup(text: string): string {
  return phraseMarkup(text.trim().replace(/\s+/g, ' '))
}

function phraseMarkup(text: string): string {
  let markup = ''
  let end = 0
  for (const match of text.matchAll(markdownPieces)) {
    const [whole, escaped, , code, strong, starred, underlined, linked] = match
    const emphasised = starred ?? underlined
    markup += escapedMarkup(text.slice(end, match.index))
    if (escaped !== undefined) markup += escapedMarkup(escaped)
    else if (code !== undefined) markup += `<code>${escapedMarkup(code.replace(/^ (.*[^ ].*) $/, '$1'), true)}</code>`
    else if (strong !== undefined) markup += `<strong>${phraseMarkup(strong)}</strong>`
    else if (emphasised !== undefined) markup += `<em>${phraseMarkup(emphasised)}</em>`
    else markup += phraseMarkup(linked ?? '')
    end = match.index + whole.length
  }
  return markup + escapedMarkup(text.slice(end))
}

/** An entity outside of code (`&nbsp;`) means its sign. */
function escapedMarkup(text: string, isCode = false): string {
  const ampersand = isCode ? /&/g : /&(?!#?\w+;)/g
  return text.replace(ampersand, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')
}

/** A paragraph of Markdown that cannot end the fold around it: no blank line, no tag of a fold outside of code. */
export function keptInside(text: string): string {
  return text
    .replace(/\s*\n\s*/g, ' ')
    .replace(/(`+)(?:[^`]|[^`].*?[^`])\1(?!`)|<(?=\/?(?:details|summary)\b)/gi, (found) =>
      found === '<' ? '&lt;' : found,
    )
}
