/** Shows a function's own source in a notebook: the text that is tested, read from the package, so that it cannot drift. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { namedDeclaration } from './declaration.ts'
import { Listing } from './listing.ts'

/** The rooms whose programs lessons call, the lessons' own first. */
const ROOMS = ['concepts', 'concepts/exercises', 'concepts/figures', 'concepts/twins', 'socket', 'socket/simulated']

/** A function, a class, or the name of something that the package declares beside them: a constant, a type. */
export type Named = string | { readonly name: string }

/**
 * The sources of functions, as they stand in the package: in a notebook, `source(sendAll, recvAll)` as a cell's last line.
 *
 * @throws Error when the package declares nothing of that name
 */
export function source(...named: readonly Named[]): Listing {
  return new Listing(named.map((each) => declarationOf(typeof each === 'string' ? each : each.name)).join('\n\n'))
}

function declarationOf(name: string): string {
  for (const text of sourcesOfRooms()) {
    const found = namedDeclaration(text, name)
    if (found !== undefined) return found
  }
  throw new Error(
    `source: ackbook declares no "${name}" in ${ROOMS.join(', ')}: give a function that you imported of it`,
  )
}

let roomSources: readonly string[] | undefined

function sourcesOfRooms(): readonly string[] {
  roomSources ??= ROOMS.flatMap((room) => sourcesIn(join(packageFolder(), room)))
  return roomSources
}

function sourcesIn(folder: string): string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts'))
  return files.map((file) => readFileSync(join(folder, file), 'utf8'))
}

/** This module lies in the package, or built in its `dist`; the sources lie in the package. */
function packageFolder(): string {
  return fileURLToPath(new URL(import.meta.url.includes('/dist/') ? '../..' : '..', import.meta.url))
}

export { Listing } from './listing.ts'
