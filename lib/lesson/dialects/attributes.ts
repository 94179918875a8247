import type { MarkdownIt, Token } from 'markdown-it'
import { byName } from '../values.ts'

const attributeList = /^\{((?:[ \t]*(?:[#.][^\s{}"=]+|[a-z-]+=(?:"[^"{}]*"|[^\s{}"]+)))+)[ \t]*\}/
const each = /#(?<id>[^\s{}"=]+)|([a-z-]+)=(?:"([^"{}]*)"|([^\s{}"]+))/g
/** What a page has of a picture's attributes. */
const shownAttributes = byName({ height: 'height', title: 'alt fig-alt', width: 'width' })
/** For other tools, and no words. */
const layoutSettings = /^(?:align|fig-align|fig-pos|key|lightbox|loading|rel|target)$/

/** Pandoc's attributes right after a picture or a link: `![](a.png){width=50%}`. Those with words of another meaning stay as text. */
export function attributesAfter(md: MarkdownIt): void {
  md.core.ruler.after('inline', 'attributes', ({ tokens }) => {
    for (const { children } of tokens) {
      children?.forEach((token, at) => {
        const before = children[at - 1]
        if (token.type === 'text' && (before?.type === 'image' || before?.type === 'link_close'))
          takeAttributes(token, before)
      })
    }
  })
}

function takeAttributes(text: Token, thing: Token): void {
  const [whole, inner = ''] = attributeList.exec(text.content.slice(0, 400)) ?? []
  if (whole === undefined) return
  const found = [...inner.matchAll(each)].map(({ groups, 2: name, 3: quoted, 4: bare }) =>
    groups?.id === undefined ? ([name!, quoted ?? bare ?? ''] as const) : (['id', groups.id] as const),
  )
  const isPicture = thing.type === 'image'
  const isKnown = (name: string) =>
    layoutSettings.test(name) || (isPicture && (shownAttributes.has(name) || name === 'id'))
  if (!found.every(([name]) => isKnown(name))) return
  text.content = text.content.slice(whole.length)
  // The text between the brackets is its alternative already.
  for (const [name, value] of isPicture ? found : []) {
    const known = name === 'id' ? 'id' : shownAttributes.get(name)
    if (known !== undefined)
      thing.attrSet(known, known === 'id' || known === 'title' ? value : value.replace(/px$/, ''))
  }
}
