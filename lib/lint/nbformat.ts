import type { LintFault } from './fault.ts'

type JsonMembers = Record<string, unknown>

/** What an object must have, and what it may have besides. */
interface Members {
  required: readonly string[]
  allowed?: readonly string[]
}

const cellMembers: Readonly<Record<string, Members>> = {
  code: { required: ['cell_type', 'metadata', 'source', 'outputs', 'execution_count'] },
  markdown: { required: ['cell_type', 'metadata', 'source'], allowed: ['attachments'] },
  raw: { required: ['cell_type', 'metadata', 'source'], allowed: ['attachments'] },
}

const outputMembers: Readonly<Record<string, Members>> = {
  stream: { required: ['output_type', 'name', 'text'] },
  display_data: { required: ['output_type', 'data', 'metadata'] },
  execute_result: { required: ['output_type', 'data', 'metadata', 'execution_count'] },
  error: { required: ['output_type', 'ename', 'evalue', 'traceback'] },
}

/**
 * What nbformat's own schemas refuse of a notebook that can be read all the same: members that are missing or that it does not have,
 * ids aside.
 *
 * @param json as the file holds it
 * @see https://github.com/jupyter/nbformat/tree/main/nbformat/v4
 */
export function formatFaults(json: JsonMembers): LintFault[] {
  const minor = json.nbformat_minor
  const faults: LintFault[] = []
  const top = { required: ['cells', 'metadata', 'nbformat', 'nbformat_minor'] }
  if (typeof minor === 'number' && minor > 5)
    add(undefined, `nbformat 4.${minor} is newer than what is known here (4.5)`, undefined, 'warning')
  checkMembers(json, top, 'the notebook', undefined)
  checkMetadata(asObject(json.metadata))
  for (const [index, cell] of (json.cells as JsonMembers[]).entries()) checkCell(cell, index)
  return faults

  function add(cell: number | undefined, message: string, remedy?: string, level?: 'warning'): void {
    faults.push({
      rule: 'format',
      message,
      ...(cell !== undefined && { cell }),
      ...(remedy && { remedy }),
      ...(level && { level }),
    })
  }

  function checkMetadata({ kernelspec, language_info: language, authors, title }: JsonMembers): void {
    for (const [name, value, required] of [
      ['kernelspec', kernelspec, ['name', 'display_name']],
      ['language_info', language, ['name']],
    ] as const) {
      if (value === undefined) continue
      const missing = required.find((key) => typeof asObject(value)[key] !== 'string')
      if (missing !== undefined)
        add(undefined, `${JSON.stringify(missing)} of "${name}" in the metadata is missing, which must be text`, resave)
    }
    if (authors !== undefined && !Array.isArray(authors)) add(undefined, '"authors" in the metadata is no list')
    if (title !== undefined && typeof title !== 'string') add(undefined, '"title" in the metadata is no text')
  }

  function checkCell(cell: JsonMembers, index: number): void {
    const members = cellMembers[String(cell.cell_type)]
    if (!members) {
      const message = `its type is ${JSON.stringify(cell.cell_type)}, and nbformat has code, markdown and raw`
      faults.push({
        rule: 'cell-type',
        cell: index,
        message,
        remedy: 'Jupyter shows nothing of it: make it one of these',
      })
      return
    }
    checkMembers(cell, { ...members, allowed: ['id', ...(members.allowed ?? [])] }, 'the cell', index)
    if (cell.id !== undefined && typeof minor === 'number' && minor < 5)
      add(
        index,
        `it has an id, and cells of nbformat 4.${minor} have none`,
        'put 5 in "nbformat_minor", or save it in Jupyter',
      )
    checkTags(asObject(cell.metadata).tags, index)
    if (!Array.isArray(cell.outputs)) return
    for (const [at, output] of (cell.outputs as JsonMembers[]).entries()) {
      const known = outputMembers[String(output.output_type)]
      if (known) checkMembers(output, known, `its output ${at + 1}`, index)
      else
        add(
          index,
          `the type of its output ${at + 1} is ${JSON.stringify(output.output_type)}, which nbformat does not have`,
          clear,
        )
    }
  }

  function checkTags(tags: unknown, index: number): void {
    if (tags === undefined) return
    if (!Array.isArray(tags) || tags.some((tag) => typeof tag !== 'string')) {
      add(index, '"tags" is no list of texts')
      return
    }
    const comma = tags.find((tag: string) => tag.includes(',') || tag === '')
    if (comma !== undefined)
      add(index, `the tag ${JSON.stringify(comma)} is none: tags are not empty and hold no comma`)
    const twice = tags.find((tag, at) => tags.indexOf(tag) !== at)
    if (twice !== undefined) add(index, `it has the tag ${JSON.stringify(twice)} twice`)
  }

  function checkMembers(
    object: JsonMembers,
    { required, allowed = [] }: Members,
    what: string,
    cell: number | undefined,
  ): void {
    for (const key of required)
      if (!Object.hasOwn(object, key)) add(cell, `${JSON.stringify(key)} of ${what} is missing`, resave)
    for (const key of Object.keys(object)) {
      if (!required.includes(key) && !allowed.includes(key))
        add(
          cell,
          `${what} has ${JSON.stringify(key)}, which nbformat does not have`,
          'what is your own belongs into "metadata"',
        )
    }
  }
}

const resave = 'saving it in Jupyter puts it there'
const clear = 'clear its outputs and run it again'

function asObject(value: unknown): JsonMembers {
  return typeof value === 'object' && value !== null ? (value as JsonMembers) : {}
}
