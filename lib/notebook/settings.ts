import { schemaProblem } from './json-schema.ts'
import { type Live, liveProblem } from './live.ts'
import { settingsSchema } from './schema.ts'
import { nearlyKnownComment, nearlyKnownTag } from './tag-names.ts'
import { isCode } from './tags.ts'
import type { Cell, Notebook } from './types.ts'

/** Something that a notebook says to ackbook and that has no meaning. */
export interface SettingsFault {
  /** 0-based; absent when the whole notebook says it. */
  cell?: number
  what: 'settings' | 'tag'
  /** Without the cell: which key, and what is allowed. */
  message: string
  /** Where it stands: `metadata of cell 3 (id a1b2)`. */
  place: string
}

/**
 * What is wrong with the settings that a notebook holds for ackbook, in a sentence that names the cell, the key and what is
 * allowed; a setting without meaning would be none, and nobody would know. `undefined` when all is well.
 */
export function settingsProblem(notebook: Notebook): string | undefined {
  for (const { place, message } of settingsFaults(notebook)) return `${place}: ${message}`
  return undefined
}

/** All of them, of each kind the first of a cell. */
export function* settingsFaults({ metadata, cells }: Notebook): Generator<SettingsFault> {
  const defs = settingsSchema.$defs!
  const { notebookMetadata, cellMetadata } = defs
  const place = 'metadata of the notebook'
  const problem = schemaProblem(notebookMetadata!, metadata, defs)
  if (problem !== undefined) yield { what: 'settings', place, message: problem }
  const tag = tagProblem(metadata.tags)
  if (tag !== undefined) yield { what: 'tag', place, message: tag }
  for (const [index, cell] of cells.entries()) {
    const name = cellName(cell, index)
    const about = { cell: index, place: `metadata of ${name}` }
    const wrong = schemaProblem(cellMetadata!, cell.metadata, defs)
    if (wrong !== undefined) yield { ...about, what: 'settings', message: wrong }
    const misspelt = tagProblem(cell.metadata.tags)
    if (misspelt !== undefined) yield { ...about, what: 'tag', message: misspelt }
    const live = wrong === undefined ? problemOfLive(cell) : undefined
    if (live !== undefined) yield { ...about, what: 'settings', message: live }
    const comment = isCode(cell) ? nearlyKnownComment(cell.source) : undefined
    if (comment) {
      const message = `the comment ${comment.found} is not known: did you mean ${comment.meant}?`
      yield { cell: index, place: name, what: 'tag', message }
    }
  }
}

/** `cell 3 (id a1b2)` */
export function cellName({ id }: Cell, index: number): string {
  return `cell ${index + 1}${id === undefined ? '' : ` (id ${id})`}`
}

function problemOfLive({ metadata }: Cell): string | undefined {
  const live = (metadata.ackbook as { live?: Live } | undefined)?.live
  return live && liveProblem(live)
}

function tagProblem(tags: unknown): string | undefined {
  for (const tag of Array.isArray(tags) ? tags : []) {
    const known = typeof tag === 'string' ? nearlyKnownTag(tag) : undefined
    if (known !== undefined)
      return `the tag ${JSON.stringify(tag)} is not known: did you mean ${JSON.stringify(known)}?`
  }
  return undefined
}
