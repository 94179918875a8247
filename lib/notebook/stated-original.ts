import { parseNotebook } from './parse.ts'

/**
 * What a notebook says that it is a learner's copy of; `undefined` for one that is none, and for what is no notebook.
 *
 * @param text of its file
 */
export function statedOriginal(text: string): string | undefined {
  // Few are copies, and to look for a word takes less than to read the notebook.
  if (!text.includes('"copyOf"')) return undefined
  try {
    return parseNotebook(text, '').metadata.ackbook?.copyOf
  } catch {
    return undefined
  }
}
