import type { Journey } from '../journey.ts'
import { plain } from '../numbers.ts'

const SAYS = {
  marked: (packets: string) => `Marked on the way (CE): ${packets}.`,
  arrives: (time: string) => `arrives ${time}, marked`,
} as const

/** Which packets were marked on their way, in a sentence; none where none was. @param inWords of some packets */
export function marksInWords(all: readonly Journey[], inWords: (marked: readonly Journey[]) => string): string[] {
  const marked = all.filter((journey) => journey.marked)
  return marked.length > 0 ? [SAYS.marked(inWords(marked))] : []
}

export function arrivesMarked(time: number): string {
  return SAYS.arrives(plain(time))
}
