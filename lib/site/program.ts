import { isCode, isEmpty, type Notebook, raisesException, skipsExecution } from '../notebook/index.ts'
import { readCell } from './cell-code.ts'
import { ProgramBody, type ProgramCell } from './program-body.ts'
import { joinedImports, packagesOf } from './program-imports.ts'
import { displayText, showText } from './program-show.ts'

/**
 * The code of a notebook as one TypeScript file that runs by itself: its cells in their order, each after a comment that says its
 * number and id, inside one function that may wait. Imports stand above, once each. A cell that declares a name anew opens a block,
 * so that what stands before keeps the one that it knew, as in the kernel. What a cell shows is printed.
 *
 * @param file what it will be called
 * @returns `undefined` for a notebook of another language, and for one with a cell that cannot stand in such a file
 */
export function programOf(notebook: Notebook, title: string, file: string): string | undefined {
  if (!/^(?:typescript|javascript)$/i.test(languageOf(notebook))) return undefined
  const parts = notebook.cells.map((cell, at) => (isCode(cell) && !isEmpty(cell) ? partOf(cell, at) : undefined))
  const cells = parts.filter((part) => part !== undefined)
  if (cells.length === 0 || cells.includes(null)) return undefined
  return programText(cells as (ProgramCell | string)[], title, file)

  function partOf(cell: Notebook['cells'][number], at: number): ProgramCell | string | null {
    const name = `Cell ${at + 1}${cell.id === undefined ? '' : ` (${cell.id})`}`
    if (skipsExecution(cell, notebook)) return commented(`${name}, which the notebook does not run:\n${cell.source}`)
    // Such a cell is a file of its own.
    if (/^\s*\/\*\*[^/]*@module\s+\w/.test(cell.source)) return null
    const code = readCell(cell.source)
    return code ? { code, title: commented(name), fails: raisesException(cell) } : null
  }
}

function programText(parts: readonly (ProgramCell | string)[], title: string, file: string): string {
  const codes = parts.flatMap((part) => (typeof part === 'string' ? [] : [part.code]))
  const body = new ProgramBody(codes)
  const [show, run] = [body.freeName('show'), body.freeName('runCells')]
  for (const part of parts) {
    if (typeof part === 'string') body.addText(part)
    else body.addCell(part, show)
  }
  const effects = [...new Set(codes.flatMap((code) => code.effects))].map((module) => `import ${module}`)
  const { imports, fromKernel } = joinedImports(body.imports)
  const sections = [
    programHeading(title, file, packagesOf(body.imports.map(({ module }) => module))),
    [...effects, ...imports].join('\n'),
    fromKernel.length > 0 && `${fromKernel.join('\n')}\n${displayText}`,
    `async function ${run}(): Promise<void> {\n'use strict'`,
    ...body.texts,
    `${'}'.repeat(body.depth)}}`,
    showText(show),
    `void ${run}()`,
  ]
  return `${sections.filter((each) => each !== false && each !== '').join('\n\n')}\n`
}

function programHeading(title: string, file: string, packages: readonly string[]): string {
  const isNear = packages.some((name) => name.startsWith('.'))
  const wanted = ['tsx', ...packages.filter((name) => !name.startsWith('.'))]
  const how = [`  npm install ${wanted.join(' ')}`, `  npx tsx ${JSON.stringify(file).slice(1, -1)}`]
  const where = isNear ? ', in the folder of the notebook' : ''
  return commented(
    `${title}: the code of the notebook's cells, in their order. It runs by itself${where}:\n${how.join('\n')}`,
  )
}

function commented(text: string): string {
  return text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => `// ${line}`.trimEnd())
    .join('\n')
}

function languageOf({ metadata }: Notebook): string {
  return String(metadata.language_info?.name ?? metadata.kernelspec?.language ?? '')
}
