import type { Element, ElementContent } from 'hast'
import { removedElements } from './elements.ts'

/** The elements that words inside a figure may be set with. None of them ends another one, or is ended by anything but its own tag. */
export const wordTags: readonly string[] = 'b br code div em i s small span strong sub sup u'.split(' ')
const blockTags = 'address article blockquote center dd dl dt h1 h2 h3 h4 h5 h6 li ol p pre section td th tr ul'.split(
  ' ',
)

/**
 * Leaves of a `foreignObject` its words: text, and the elements of {@link wordTags} with a class and a style. It is the one
 * place in a drawing where HTML begins again, so nothing else may stand in it.
 */
export function keepWords(foreign: Element): void {
  foreign.children = withoutMarkup(foreign.children)
}

function withoutMarkup(nodes: readonly ElementContent[]): ElementContent[] {
  return nodes.flatMap((node): ElementContent[] => {
    if (node.type === 'text') return [node]
    if (node.type !== 'element' || removedElements.includes(node.tagName)) return []
    const children = withoutMarkup(node.children)
    const tagName = blockTags.includes(node.tagName) ? 'div' : node.tagName
    if (!wordTags.includes(tagName)) return children
    // Written as in XML, an empty element would end where HTML does not see it end.
    if (children.length === 0 && tagName !== 'br') return []
    const { className, style } = node.properties
    const properties = { ...(className !== undefined && { className }), ...(style !== undefined && { style }) }
    return [{ type: 'element', tagName, properties, children: tagName === 'br' ? [] : children }]
  })
}
