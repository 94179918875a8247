/** The words of the course: each in one sentence, with its source, the lesson that brings it, and its Chinese name. */
import { protocolTerms } from './terms/protocol.ts'
import { socketTerms } from './terms/sockets.ts'
import type { Term } from './terms/term.ts'
import { windowTerms } from './terms/windows.ts'

export type { Term }

/** In the order in which the tables hold them, the protocol's words first. */
export const TERMS: readonly Term[] = [...protocolTerms, ...windowTerms, ...socketTerms]

const termByName = new Map(TERMS.map((term) => [term.name, term]))

/** @throws RangeError when the course has no such word */
export function term(name: string): Term {
  const found = termByName.get(name)
  if (!found) throw new RangeError(`no term "${name}": the course has ${[...termByName.keys()].join(', ')}`)
  return found
}

/** The words that a lesson brings. */
export function termsOf(lesson: string): Term[] {
  return TERMS.filter((term) => term.lesson === lesson)
}
