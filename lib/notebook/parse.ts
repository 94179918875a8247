import { NotebookError } from './error.ts'
import { JsonError, type ParsedJson, parseJson } from './json.ts'
import { ensureLayout, type FileLayout, nbformatLayout } from './layout.ts'
import { isJsonMime, isSplit, isSplitMime } from './lines.ts'
import type { Notebook, NotebookMetadata } from './types.ts'

type Json = Record<string, unknown>

/** The layout of a notebook's file; absent on a notebook that was not read from one. */
export const fileLayout: unique symbol = Symbol('file layout')

/**
 * Reads nbformat 4.0 to 4.5. Texts that the file holds as lists of lines are joined; JSON data is left as it is; unknown keys,
 * cell types and output types stay.
 *
 * @param path only for the error
 * @throws NotebookError in one sentence: not JSON, JSON but no notebook, a version that is not 4
 */
export function parseNotebook(text: string, path: string): Notebook {
  const start = text.startsWith('\ufeff') ? '\ufeff' : ''
  const body = text.slice(start.length)
  const { value, sorted } = readJson(body, path)
  const fail = (message: string): never => {
    throw new NotebookError(path, message)
  }
  const notebook = checkNotebook(value, fail)
  Object.defineProperty(notebook, fileLayout, { value: layoutOfFile(body, start, sorted), enumerable: true })
  return notebook
}

function readJson(text: string, path: string): ParsedJson {
  try {
    return parseJson(text)
  } catch (cause) {
    if (!(cause instanceof JsonError)) throw cause
    throw new NotebookError(path, leftByGit(text) ?? `not a notebook: not JSON (${cause.message})`, { cause })
  }
}

/** What Git puts in a notebook's place. */
function leftByGit(text: string): string | undefined {
  if (/^version \S*\bgit-lfs\b/.test(text)) {
    return 'not the notebook, but a pointer of Git LFS to it: git lfs pull gets it'
  }
  const marks = ['<<<<<<<', '=======', '>>>>>>>'].map((mark) =>
    text.split('\n').findIndex((line) => line.startsWith(mark)),
  )
  if (marks.includes(-1)) return undefined
  return `not a notebook: it holds the conflict marks of a merge, the first in line ${marks[0]! + 1}: settle it, or take one side (git checkout --ours or --theirs)`
}

type Fail = (message: string) => never

function checkNotebook(value: unknown, fail: Fail): Notebook {
  if (!isJsonObject(value)) fail(`not a notebook: JSON, but ${kindOfJson(value)} (nbformat wants an object)`)
  const json = value as Json
  checkVersion(json, fail)
  if (json.cells === undefined) fail('not a notebook: "cells" is missing (nbformat 4 wants a list)')
  if (!Array.isArray(json.cells)) fail(`not a notebook: "cells" is ${kindOfJson(json.cells)} (nbformat 4 wants a list)`)
  json.metadata = checkObject(json.metadata ?? {}, '"metadata"', fail) as NotebookMetadata
  checkNamed(json.metadata as Json, 'kernelspec', fail)
  checkNamed(json.metadata as Json, 'language_info', fail)
  for (const [index, cell] of (json.cells as unknown[]).entries()) checkCell(cell, `cell ${index + 1}`, fail)
  return json as Notebook
}

function checkVersion(json: Json, fail: Fail): void {
  const { nbformat, nbformat_minor: minor } = json
  if (nbformat === undefined) fail('not a notebook: JSON, but "nbformat" is missing (a notebook says 4)')
  if (typeof nbformat !== 'number') fail(`not a notebook: "nbformat" is ${kindOfJson(nbformat)} (a notebook says 4)`)
  if ((nbformat as number) < 4) {
    fail(`nbformat ${nbformat} is too old to read (4 is wanted): open it in Jupyter and save it, which upgrades it`)
  }
  if (nbformat !== 4) fail(`nbformat ${nbformat} is not known (4 is wanted): save it as nbformat 4`)
  if (minor === undefined) json.nbformat_minor = 0
  else if (!Number.isInteger(minor) || (minor as number) < 0) {
    fail(`not a notebook: "nbformat_minor" is ${JSON.stringify(minor)} (nbformat 4 wants a number from 0 to 5)`)
  }
}

/** A kernel is chosen by these: what stands there must be usable, or nothing. */
function checkNamed(metadata: Json, key: string, fail: Fail): void {
  const value = metadata[key] ?? undefined
  if (value === undefined) return
  const { name } = checkObject(value, `"${key}" in the metadata`, fail)
  if (typeof name === 'string' || name === undefined) return
  fail(`not a notebook: the name in "${key}" is ${kindOfJson(name)} (nbformat 4 wants text)`)
}

function checkCell(value: unknown, where: string, fail: Fail): void {
  const cell = checkObject(value, where, fail)
  if (typeof cell.cell_type !== 'string')
    fail(`not a notebook: "cell_type" of ${where} is ${kindOfJson(cell.cell_type)}`)
  if (cell.id !== undefined && typeof cell.id !== 'string') {
    fail(`not a notebook: "id" of ${where} is ${kindOfJson(cell.id)} (nbformat 4.5 wants text)`)
  }
  cell.metadata = checkObject(cell.metadata ?? {}, `"metadata" of ${where}`, fail)
  if (cell.source === undefined) fail(`not a notebook: "source" of ${where} is missing (nbformat 4 wants text)`)
  joinText(cell, 'source', true, `"source" of ${where}`, fail)
  if (cell.attachments !== undefined) {
    const attachments = checkObject(cell.attachments, `"attachments" of ${where}`, fail)
    for (const [name, bundle] of Object.entries(attachments)) {
      joinBundle(bundle, `attachment ${JSON.stringify(name)} of ${where}`, fail)
    }
  }
  if (cell.cell_type !== 'code') return
  cell.outputs ??= []
  cell.execution_count ??= null
  if (!Array.isArray(cell.outputs))
    fail(`not a notebook: "outputs" of ${where} is ${kindOfJson(cell.outputs)}, not a list`)
  if (cell.execution_count !== null && typeof cell.execution_count !== 'number') {
    fail(`not a notebook: "execution_count" of ${where} is ${kindOfJson(cell.execution_count)}, not a number or null`)
  }
  for (const [index, output] of (cell.outputs as unknown[]).entries()) {
    checkOutput(output, `output ${index + 1} of ${where}`, fail)
  }
}

function checkOutput(value: unknown, where: string, fail: Fail): void {
  const output = checkObject(value, where, fail)
  switch (output.output_type) {
    case 'stream':
      if (typeof output.name !== 'string') fail(`not a notebook: "name" of ${where} is ${kindOfJson(output.name)}`)
      if (output.text === undefined) fail(`not a notebook: "text" of ${where} is missing`)
      joinText(output, 'text', true, `"text" of ${where}`, fail)
      return
    case 'display_data':
    case 'execute_result':
      joinBundle(output.data, `"data" of ${where}`, fail)
      output.metadata = checkObject(output.metadata ?? {}, `"metadata" of ${where}`, fail)
      return
    case 'error':
      output.ename = String(output.ename ?? '')
      output.evalue = String(output.evalue ?? '')
      output.traceback ??= []
      if (!isTextList(output.traceback)) fail(`not a notebook: "traceback" of ${where} is not a list of texts`)
      return
    default:
      if (typeof output.output_type === 'string') return
      fail(`not a notebook: "output_type" of ${where} is ${kindOfJson(output.output_type)}`)
  }
}

function joinBundle(value: unknown, where: string, fail: Fail): void {
  const bundle = checkObject(value, where, fail)
  for (const mime of Object.keys(bundle)) {
    if (isJsonMime(mime)) continue
    if (typeof bundle[mime] === 'string' || isTextList(bundle[mime])) {
      joinText(bundle, mime, isSplitMime(mime), where, fail)
    }
  }
}

/** Joins a list of lines; remembers how it stood when nbformat would have written it otherwise. */
function joinText(owner: Json, key: string, split: boolean, where: string, fail: Fail): void {
  const stored = owner[key]
  if (typeof stored !== 'string' && !isTextList(stored)) {
    fail(`not a notebook: ${where} is ${kindOfJson(stored)} (nbformat 4 wants text or a list of texts)`)
  }
  const value = typeof stored === 'string' ? stored : (stored as string[]).join('')
  owner[key] = value
  if (!isUsual(stored as string | string[], value, split)) {
    const layout = ensureLayout(owner)
    layout.texts ??= new Map()
    layout.texts.set(key, { value, stored })
  }
}

/** Stored as nbformat would: by lines, or as one text. */
function isUsual(stored: string | string[], value: string, split: boolean): boolean {
  if (typeof stored === 'string') return !split
  // A list that holds an unusual literal (`\u00e9`) is written from the list itself.
  return split && Object.getOwnPropertySymbols(stored).length === 0 && isSplit(value, stored)
}

function layoutOfFile(text: string, start: string, sorted: boolean): FileLayout {
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  const end = text.slice(text.trimEnd().length)
  const indented = /^\s*\{\r?\n([ \t]*)"/.exec(text)
  const colon = /"[ \t]*:[ \t]*/.exec(text)?.[0].slice(1) ?? nbformatLayout.colon
  if (indented) return { indent: indented[1]!, colon, comma: ',', newline, end, start, sorted }
  return { indent: undefined, colon, comma: firstComma(text), newline, end, start, sorted }
}

function isJsonObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((line) => typeof line === 'string')
}

function checkObject(value: unknown, what: string, fail: Fail): Json {
  if (!isJsonObject(value)) fail(`not a notebook: ${what} is ${kindOfJson(value)} (nbformat 4 wants an object)`)
  return value as Json
}

function kindOfJson(value: unknown): string {
  if (value === undefined) return 'missing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return 'text'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** The first comma of a file on one line, with the blanks behind it; what is between quotes is none. */
function firstComma(text: string): string {
  for (const [part] of text.matchAll(/"(?:[^"\\]|\\.)*"|,[ \t]*/g)) if (part[0] === ',') return part
  return nbformatLayout.comma
}
