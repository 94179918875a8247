import { SourceMap, type SourceMapPayload, type SourceMapping } from 'node:module'
import { relative } from 'node:path'

/** A place in a source: lines and columns from 1. */
export interface MappedPlace {
  line: number
  column: number
}

/** What ran, as the compiler made it in two steps, each with its map. */
interface Compiled {
  /** Between the two: JavaScript with imports, the map of the first step at its end. */
  between: string
  /** Takes the second step once more, for its map: that is wanted only when something failed. */
  again(): string | undefined
  /** How many lines it has: it is called from a line that follows. */
  lines: number
  maps?: SourceMap[]
}

/** Lines that are put before the source of a cell; before that of a file, none. */
const prefixLines = 1

/** By the text that runs: what the compiler made of each source. */
const byText = new Map<string, Compiled>()
/** By the name under which it runs. */
const compiledByName = new Map<string, Compiled>()

export function rememberCompiled(text: string, between: string, again: () => string | undefined): void {
  byText.set(text, { between, again, lines: text.split('\n').length })
}

/** Some compiled text runs under this name from now on. */
export function nameCompiled(name: string, text: string): void {
  const compiled = byText.get(text)
  if (!compiled) return
  byText.delete(text)
  compiledByName.set(name, compiled)
}

/** A source that runs under its own name, and was compiled in one step. */
export function rememberSource(name: string, map: string | undefined): void {
  const maps = map === undefined ? [] : [new SourceMap(JSON.parse(map) as SourceMapPayload)]
  compiledByName.set(name, { between: '', again: () => undefined, lines: Number.POSITIVE_INFINITY, maps })
}

/** Some code that has this name, but stands in no source. */
export function isAround(name: string, line: number): boolean {
  return line > (compiledByName.get(name)?.lines ?? Number.POSITIVE_INFINITY)
}

/**
 * Where in its source something stands that runs; `undefined` for what was not compiled here.
 *
 * @param name the file name in a stack frame
 */
export function placeInSource(
  name: string,
  { line, column }: MappedPlace,
): (MappedPlace & { file: string | undefined }) | undefined {
  const compiled = compiledByName.get(name)
  if (!compiled) return undefined
  compiled.maps ??= mapsOf(compiled)
  let [row, gap] = [line - 1, column - 1]
  let file: string | undefined
  for (const map of compiled.maps) {
    const entry: Partial<SourceMapping> = map.findEntry(row, gap)
    if (entry.originalLine === undefined || entry.originalColumn === undefined) return undefined
    ;[row, gap, file] = [entry.originalLine, entry.originalColumn, entry.originalSource]
  }
  return { line: Math.max(1, row + 1 - (name.startsWith('In[') ? prefixLines : 0)), column: gap + 1, file }
}

function mapsOf({ between, again }: Compiled): SourceMap[] {
  const comment = inlineMap.exec(between.slice(between.lastIndexOf('\n//# ')))
  const first = comment ? Buffer.from(comment[1]!, 'base64').toString('utf8') : undefined
  return [again(), first].flatMap((text) =>
    text === undefined ? [] : [new SourceMap(JSON.parse(text) as SourceMapPayload)],
  )
}

const inlineMap = /^\s*\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/

/** Without the map at its end. */
export function withoutMap(text: string): string {
  const place = text.lastIndexOf('\n//# sourceMappingURL=data:')
  return place < 0 ? text : text.slice(0, place + 1)
}

/** `helper.ts` in place of `/home/me/notebooks/helper.js`; what lies in a package from its `node_modules` on. */
export function shortName(name: string, folder: string): string {
  const path = name.replace(/^file:\/\//, '')
  const place = /(?<=^|[\\/])node_modules[\\/]/.exec(path)
  const inPackage = place ? path.slice(place.index) : undefined
  return inPackage ?? (path.startsWith('/') || /^[A-Za-z]:/.test(path) ? relative(folder, path) : path)
}
