import type { MarkdownIt } from 'markdown-it'

/** GitHub's lists of tasks: `- [x] done`, `- [ ] open`. */
export function tasks(md: MarkdownIt): void {
  md.core.ruler.after('inline', 'tasks', ({ tokens, Token }) => {
    tokens.forEach((token, at) => {
      if (token.type !== 'inline' || tokens[at - 1]?.type !== 'paragraph_open') return
      const item = tokens[at - 2]
      const [first] = token.children ?? []
      const mark =
        item?.type === 'list_item_open' && first?.type === 'text' ? /^\[([ xX])\](?=\s)/.exec(first.content) : null
      if (!mark) return
      first!.content = first!.content.slice(mark[0].length)
      const box = new Token('html_inline', '', 0)
      box.content = mark[1] === ' ' ? '<input type="checkbox">' : '<input type="checkbox" checked>'
      token.children!.unshift(box)
      item!.attrJoin('class', 'task')
    })
  })
}
