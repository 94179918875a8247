import { isCode, type Notebook, raisesException, skipsExecution } from '../notebook/index.ts'

/** A file beside the notebook that a cell imports. */
export interface LocalImport {
  cell: number
  /** As it stands in the source: `./data.ts`. */
  name: string
  at: { line: number; column: number }
}

/** Comments, and texts of all kinds; of a template what is put in as well. */
const texts = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g
/** In what {@link texts} has left. */
const localName = /(?<![.$\w])(?:from|import|require)\s{0,20}(?:\(\s{0,20})?(['"])(\.{1,2}\/[^'"]*)\1/g

/** What the code of a TypeScript or JavaScript notebook imports by a path. Cells that are not run, or must fail, are not asked. */
export function localImports(notebook: Notebook): LocalImport[] {
  return [...notebook.cells.entries()].flatMap(([cell, each]) => {
    if (!isCode(each) || skipsExecution(each, notebook) || raisesException(each)) return []
    const code = each.source.replace(texts, (text) => (isName(text) ? text : text.replace(/[^\n]/g, ' ')))
    return [...code.matchAll(localName)].map(({ 0: whole, 2: name, index }): LocalImport => {
      const start = index + whole.indexOf(name!) - 1
      const line = code.slice(0, start).split('\n').length
      return { cell, name: name!, at: { line, column: start - code.lastIndexOf('\n', start - 1) } }
    })
  })
}

/** A text that may name a file: what speaks of an import has blanks. */
function isName(text: string): boolean {
  return /^['"][^\s'"]*['"]$/.test(text)
}

/** Modules that cells hold themselves (`@module NAME`, of tslab). */
export function heldModules({ cells }: Notebook): Set<string> {
  return new Set(cells.flatMap(({ source }) => [...source.matchAll(/@module[ \t]+(\S+)/g)].map(([, name]) => name!)))
}
