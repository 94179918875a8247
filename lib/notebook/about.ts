import type { Cell } from './types.ts'

/** What a reader should know of a page before reading it: metadata `ackbook.about` of a Markdown cell, whose text says the same. */
export interface About {
  /** How long it takes. */
  minutes?: number
  /** The notebooks that come before it, as this one names them. */
  presupposes: readonly string[]
  /** The words that it explains, in their order. */
  terms: readonly NewTerm[]
}

export interface NewTerm {
  name: string
  /** In a sentence; left out, the page has it from where the word first stands in bold. */
  means?: string
}

/** `undefined` when the cell says nothing of the kind, or nothing that can be read. */
export function aboutOf({ metadata, cell_type }: Cell): About | undefined {
  const about = metadata.ackbook?.about as Record<string, unknown> | null | undefined
  if (cell_type !== 'markdown' || typeof about !== 'object' || about === null) return undefined
  const { minutes, presupposes, terms } = about
  return {
    ...(typeof minutes === 'number' && minutes > 0 && { minutes }),
    presupposes: asList(presupposes).filter((path) => typeof path === 'string'),
    terms: asList(terms).flatMap(termOf),
  }
}

function termOf(term: unknown): NewTerm[] {
  if (typeof term === 'string') return term.trim() === '' ? [] : [{ name: term }]
  const { name, means } = (term ?? {}) as Record<string, unknown>
  if (typeof name !== 'string' || name.trim() === '') return []
  return [typeof means === 'string' ? { name, means } : { name }]
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
