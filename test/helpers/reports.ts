import { SaxesParser } from 'saxes'
import type { RunNotebook } from '../../lib/run/index.ts'
import { notebookFile, scriptedRun } from './command.ts'

/** A folder with a notebook of each outcome that one run can give, and what is no notebook. */
export const everyOutcome: Record<string, string> = {
  'n/good.ipynb': notebookFile([['print a', 'a\n']]),
  'n/differs.ipynb': notebookFile([
    ['print same', 'same\n'],
    ['print new & <b>%0A::error::|`*', 'old\n'],
    ['', ''],
    ['// NBVAL_SKIP\nprint no', 'x\n'],
    ['// NBVAL_IGNORE_OUTPUT\nprint d', 'e\n'],
    ['print never'],
    ['print never'],
  ]),
  'n/fails.ipynb': notebookFile([
    ['print a', 'a\n'],
    ['let a = 1\nfail', ''],
    ['print never', 'left over\n'],
  ]),
  'n/nothing.ipynb': notebookFile([[' ', '']]),
  'n/broken.ipynb': '{"cells": [}',
}

/** {@link scriptedRun}, with the place of what is thrown, as our own kernel tells it. */
export const placedRun: RunNotebook = async (notebook, path, options) => {
  const run = await scriptedRun(notebook, path, options)
  for (const finding of run.findings) {
    const { source } = notebook.cells[finding.cell!]!
    const lines = source.split('\n')
    const line = lines.findIndex((each) => each.includes('fail')) + 1
    const error = 'Error: <no> & "this",\u0007 either: 5 %'
    Object.assign(finding, {
      ...{ error, message: `the cell failed: ${error}`, at: { cell: finding.cell, line, column: 1 } },
      detail: `${error}\n> ${line} | ${lines[line - 1]}\n    |  ^`,
    })
  }
  return run
}

export interface XmlElement {
  name: string
  attributes: Record<string, string>
  children: XmlElement[]
  text: string
}

/** @throws where it is no well-formed XML */
export function parseXml(text: string): XmlElement {
  const parser = new SaxesParser()
  const top: XmlElement = { name: '', attributes: {}, children: [], text: '' }
  const open = [top]
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => {
    const element: XmlElement = { name, attributes, children: [], text: '' }
    open.at(-1)!.children.push(element)
    open.push(element)
  })
  parser.on('text', (text) => {
    open.at(-1)!.text += text
  })
  parser.on('closetag', () => void open.pop())
  parser.write(text).close()
  return top.children[0]!
}
