import { schemaProblem } from './json-schema.ts'
import { type Live, liveProblem } from './live.ts'
import { settingsSchema } from './schema.ts'
import { nearlyKnownComment, nearlyKnownTag } from './tag-names.ts'
import { isCode } from './tags.ts'
import type { Cell, Notebook } from './types.ts'

/**
 * What is wrong with the settings that a notebook holds for ackbook, in a sentence that names the cell, the key and what is
 * allowed; a setting without meaning would be none, and nobody would know. `undefined` when all is well.
 */
export function settingsProblem({ metadata, cells }: Notebook): string | undefined {
  const defs = settingsSchema.$defs!
  const { notebookMetadata, cellMetadata } = defs
  const problem = schemaProblem(notebookMetadata!, metadata, defs) ?? tagProblem(metadata.tags)
  if (problem !== undefined) return `metadata of the notebook: ${problem}`
  for (const [index, cell] of cells.entries()) {
    const wrong =
      schemaProblem(cellMetadata!, cell.metadata, defs) ?? tagProblem(cell.metadata.tags) ?? problemOfLive(cell)
    if (wrong !== undefined) return `metadata of ${cellName(cell, index)}: ${wrong}`
    const comment = isCode(cell) ? nearlyKnownComment(cell.source) : undefined
    if (comment)
      return `${cellName(cell, index)}: the comment ${comment.found} is not known: did you mean ${comment.meant}?`
  }
  return undefined
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
