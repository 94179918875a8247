import type { Element } from 'hast'
import { elementNode, elementsIn, treeText } from './tree.ts'

/** From so many columns on a table is set smaller. */
const manyColumns = 9
/** Cells that are looked at for numbers. */
const mostCells = 200_000

/** A wide table scrolls by itself; the page does not. Columns of numbers in an output stand at the right, as Jupyter has them. */
export function framedTable(table: Element, kind: 'prose' | 'output'): Element {
  const columns = kind === 'output' ? alignNumbers(table) : 0
  alignByClass(table)
  const className = columns >= manyColumns ? ['scroll', 'wide'] : ['scroll']
  return elementNode('div', { className }, table)
}

/** What a cell says of its alignment and nothing else, as Markdown's columns do, its class says. */
function alignByClass(table: Element): void {
  for (const { tagName, properties } of elementsIn(table)) {
    if (tagName !== 'td' && tagName !== 'th') continue
    const side = /^text-align:\s*(left|center|right);?$/.exec(String(properties.style ?? ''))?.[1]
    if (side === undefined) continue
    delete properties.style
    properties.className = [properties.className ?? [], `to-${side}`].flat().map(String)
  }
}

interface Column {
  cells: Element[]
  numbers: number
  words: number
}

/** Gives each cell of a column that holds numbers and nothing else the class `n`. @returns how many columns there are */
function alignNumbers(table: Element): number {
  const columns: Column[] = []
  /** Rows that a cell above still takes, by column. */
  const taken: number[] = []
  let left = mostCells
  for (const row of elementsIn(table)) {
    if (row.tagName !== 'tr') continue
    let at = 0
    for (const cell of row.children) {
      if (cell.type !== 'element' || !/^t[dh]$/.test(cell.tagName)) continue
      while ((taken[at] ?? 0) > 0) at += 1
      left -= 1
      if (left < 0 || at > 2000) return columns.length
      const span = Math.min(1000, Math.max(1, Number(cell.properties.colSpan ?? 1) || 1))
      const rows = Math.min(1000, Math.max(1, Number(cell.properties.rowSpan ?? 1) || 1))
      for (let each = at; each < at + span; each += 1) taken[each] = rows
      if (span === 1) noteCell(columns, at, cell)
      at += span
    }
    for (let each = 0; each < taken.length; each += 1) taken[each] = Math.max(0, (taken[each] ?? 0) - 1)
  }
  for (const { cells, numbers, words } of columns.filter((column) => column !== undefined)) {
    if (numbers === 0 || words > 0) continue
    for (const cell of cells) cell.properties.className = ['n']
  }
  return columns.length
}

function noteCell(columns: Column[], at: number, cell: Element): void {
  while (columns.length <= at) columns.push({ cells: [], numbers: 0, words: 0 })
  const column = columns[at]!
  column.cells.push(cell)
  if (cell.tagName === 'th') return
  const text = treeText(cell).trim()
  if (text.length <= 60 && numberCell.test(text)) column.numbers += 1
  else if (!nothing.test(text)) column.words += 1
}

const numberCell = /^[-+−(]?[$€£¥]?\d[\d.,'\u00a0\u202f]*(?:e[-+]?\d+)?[%)]?$/i
const nothing = /^(?:|-|–|—|\.\.\.|…|nan|none|null|nat|<na>|[-+]?inf|true|false)$/i
