import type { Notebook } from '../notebook/index.ts'

/** Whether the author of a notebook wants its cells to run in the page: metadata `inPage`, or a cell with a change to try. */
export function isForPage({ metadata, cells }: Notebook): boolean {
  const language = String(metadata.language_info?.name ?? metadata.kernelspec?.language ?? '')
  if (!/^(?:typescript|javascript)$/i.test(language)) return false
  return metadata.ackbook?.inPage === true || cells.some((cell) => cell.metadata.ackbook?.try !== undefined)
}
