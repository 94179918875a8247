import { isCode, isEmpty, type Notebook, raisesException, skipsExecution } from '../notebook/index.ts'
import { type CellCode, type ImportedName, readCell } from './cell-code.ts'
import { joinedImports, packagesOf } from './program-imports.ts'
import { displayText, showText } from './program-show.ts'

interface ProgramCell {
  code: CellCode
  title: string
  /** It ends in an error, and the notebook goes on. */
  fails: boolean
}

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
  const taken = new Set(
    codes.flatMap(({ used, declared, imports }) => [...used, ...declared, ...imports.map((each) => each.local)]),
  )
  const free = (name: string): string => {
    let turn = 2
    let each = name
    for (; taken.has(each); turn += 1) each = `${name}${turn}`
    taken.add(each)
    return each
  }
  const [show, run] = [free('show'), free('runCells')]
  const known = new Set<string>()
  const used = new Set<string>()
  const above = new Map<string, ImportedName>()
  /** Names that mean the import above, for nothing has declared them since. */
  const bound = new Set<string>()
  let depth = 0
  const body: string[] = []
  for (const part of parts) {
    if (typeof part === 'string') {
      body.push(part)
      continue
    }
    const { code } = part
    const lines = [part.title]
    const others: string[] = []
    const anew = code.declared.filter(isKnown)
    for (const each of code.imports) {
      const before = above.get(each.local)
      const isBound = bound.has(each.local)
      if (before && isBound && isSameImport(before, each)) {
        // A type may be a value as well.
        if (!each.isType) above.set(each.local, { ...before, isType: false })
      } else if (before || isKnown(each.local)) {
        const local = free(each.local)
        above.set(local, { ...each, local })
        others.push(`${each.isType ? 'type' : 'const'} ${each.local} = ${local}`)
        anew.push(each.local)
        bound.delete(each.local)
      } else {
        above.set(each.local, each)
        bound.add(each.local)
      }
    }
    for (const name of code.declared) bound.delete(name)
    if (anew.length > 0) {
      lines.push(`{ // ${listed(anew)} anew`)
      depth += 1
    }
    for (const name of [...code.declared, ...code.imports.map((each) => each.local)]) known.add(name)
    for (const name of code.used) used.add(name)
    const text = [...others, code.text(show)].filter((each) => each !== '').join('\n')
    if (text === '' && lines.length === 1) continue
    body.push([...lines, part.fails ? caught(text) : text].join('\n'))
  }
  const effects = [...new Set(codes.flatMap((code) => code.effects))].map((module) => `import ${module}`)
  const { imports, fromKernel } = joinedImports([...above.values()])
  const packages = packagesOf([...above.values()].map(({ module }) => module))
  const parsed = [
    programHeading(title, file, packages),
    [...effects, ...imports].join('\n'),
    fromKernel.length > 0 && `${fromKernel.join('\n')}\n${displayText}`,
    `async function ${run}(): Promise<void> {\n'use strict'`,
    ...body,
    `${'}'.repeat(depth)}}`,
    showText(show),
    `void ${run}()`,
  ]
  return `${parsed.filter((each) => each !== false && each !== '').join('\n\n')}\n`

  /** A name that a declaration would change for a cell above: one that is declared there, or a global one that is used there. */
  function isKnown(name: string): boolean {
    return known.has(name) || (used.has(name) && name in globalThis)
  }
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

function listed(names: readonly string[]): string {
  const each = [...new Set(names)]
  return each.length < 2 ? each.join('') : `${each.slice(0, -1).join(', ')} and ${each.at(-1)}`
}

/** As in the notebook, the next cell has its turn all the same. */
function caught(text: string): string {
  return `try {\n${text}\n} catch (error) {\n  console.error(error)\n}`
}

function isSameImport(one: ImportedName, other: ImportedName): boolean {
  return one.module === other.module && one.name === other.name
}

function languageOf({ metadata }: Notebook): string {
  return String(metadata.language_info?.name ?? metadata.kernelspec?.language ?? '')
}
