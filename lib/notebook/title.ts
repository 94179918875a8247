import type { Notebook } from './types.ts'

/** What a notebook is called: its metadata's `title`, else its first heading as plain text, else `fallback`. */
export function titleOf(notebook: Notebook, fallback = 'Untitled'): string {
  const { title } = notebook.metadata
  if (typeof title === 'string' && title.trim() !== '') return title.trim()
  for (const cell of notebook.cells) {
    const heading = cell.cell_type === 'markdown' ? firstHeading(cell.source) : undefined
    if (heading) return heading
  }
  return fallback
}

function firstHeading(markdown: string): string | undefined {
  let fence = ''
  let before = ''
  for (const line of markdown.split('\n')) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1]
    if (fence !== '') {
      if (mark?.startsWith(fence)) fence = ''
    } else if (mark) fence = mark
    else {
      const heading = /^ {0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$/.exec(line)?.[1]
      if (heading) return plainText(heading)
      if (/^ {0,3}=+[ \t]*$/.test(line) && before.trim() !== '') return plainText(before.trim())
    }
    before = line
  }
  return undefined
}

/** Headings hold little Markdown: links, code, emphasis. */
function plainText(markdown: string): string {
  return markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(`+)(.*?)\1/g, '$2')
    .replace(/(\*\*|__|\*|(?<!\w)_(?!\w)|~~)(?=\S)(.*?)(?<=\S)\1/g, '$2')
    .replace(/<[^>]*>/g, '')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .trim()
}
