import { join } from 'node:path'
import type { MadePages, PageAnswer } from '../cache/index.ts'
import { writeWhole } from '../files/index.ts'

/** Files beside the pages that are made together. */
export interface MadeTexts<Told> {
  /** By their places in the folder of what lies beside pages; one of them is {@link TextsPlace.marked}. */
  texts: ReadonlyMap<string, string>
  /** The files that they are made of, absolute. */
  sources: readonly string[]
  told: Told
  /** Not where something is missing, and nobody knows what it waits for: they are made again the next time. */
  isWhole: boolean
}

export interface TextsPlace {
  /** The folder of what lies beside the pages, absolute. */
  folder: string
  /** One of the texts that is always there. */
  marked: string
  /** All that they are made of, besides files. */
  inputs: unknown
  kept: MadePages | undefined
}

/**
 * Writes files beside the pages, unless they are there as they were made, and so is all that they were made of.
 *
 * @returns what was told when they were made
 * @throws FileError
 */
export async function keptTexts<Told>(place: TextsPlace, make: () => Promise<MadeTexts<Told>>): Promise<Told> {
  const before = textsBefore<Told>(place)
  if (before) return before.told
  const { folder, inputs, kept } = place
  const marked = join(folder, place.marked)
  const { texts, sources, told, isWhole } = await make()
  const written = [...texts.keys()].map((file) => join(folder, file))
  const answers = sources.map((path): PageAnswer => ['contentOf', path, kept?.contentOf(path) ?? null])
  for (const [file, text] of texts) await writeWhole(join(folder, file), text)
  if (!isWhole) return told
  for (const path of written)
    kept?.keep(path, inputs, path === marked ? answers : [], path === marked ? { told, written } : undefined)
  return told
}

/** What was told when they were made, if they are there as they were made, and so is all that they were made of. */
export function textsBefore<Told>({ folder, marked, inputs, kept }: TextsPlace): { told: Told } | undefined {
  const ask = (_: PageAnswer[0], path: string) => kept?.contentOf(path) ?? null
  const before = kept?.told(join(folder, marked), inputs, ask)?.told as { told: Told; written: string[] } | undefined
  return before?.written.every((path) => kept?.told(path, inputs, ask)) ? before : undefined
}
