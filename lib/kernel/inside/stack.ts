import { dirname, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isAround, type MappedPlace, placeInSource, shortName } from './source-maps.ts'

/** One frame of a stack that lies in a cell. */
export interface CellFrame extends MappedPlace {
  /** The name under which the cell ran. */
  name: string
}

const framesOf = new WeakMap<object, CellFrame[]>()

/** The frames of an error that lie in cells, innermost first; none when it has no stack. */
export function cellFrames(error: unknown): readonly CellFrame[] {
  if (typeof error !== 'object' || error === null) return []
  try {
    // The frames are seen when the stack is asked for.
    void (error as Error).stack
  } catch {
    return []
  }
  return framesOf.get(error) ?? []
}

/**
 * Makes every stack tell where things stand in their sources, and leaves out the frames of what runs the cells. Of this package's
 * own code there is one, what a cell called.
 *
 * @param folder the notebook's
 * @param isWhole all frames of the package stay, with their places
 */
export function readableStacks(folder: string, isWhole: boolean = process.env.ACKBOOK_STACKS === 'all'): void {
  const own = dirname(dirname(fileURLToPath(import.meta.url))) + sep
  const library = dirname(dirname(own)) + sep
  Error.prepareStackTrace = (error: Error, sites: NodeJS.CallSite[]) => {
    const cells: CellFrame[] = []
    const lines: string[] = []
    for (const site of sites) {
      const name = site.getFileName()
      const file = name?.replace(/^file:\/\//, '')
      if (file?.startsWith(own)) {
        // Below a cell, all that follows is what runs it.
        if (cells.length > 0) break
        continue
      }
      if (name && isAround(name, site.getLineNumber() ?? 0)) continue
      const place = name
        ? placeInSource(name, { line: site.getLineNumber() ?? 1, column: site.getColumnNumber() ?? 1 })
        : undefined
      if (!place) {
        const line = site.isEval() ? inEvaluated(String(site)) : String(site)
        lines.push(!isWhole && file !== undefined && isOfLibrary(file, library) ? withoutPlace(line) : line)
        continue
      }
      const shown = name!.startsWith('In[') ? name! : shortName(withSourceName(name!, place.file), folder)
      if (name === shown) cells.push({ name: name!, line: place.line, column: place.column })
      lines.push(inCell(site, `${shown}:${place.line}:${place.column}`))
    }
    if (typeof error === 'object' && error !== null && cells.length > 0) framesOf.set(error, cells)
    while (cells.length > 0 && /\(node:vm:\d+:\d+\)$/.test(lines.at(-1)!)) lines.pop()
    return [header(error), ...outermostOfLibrary(lines).map((line) => `    at ${line}`)].join('\n')
  }
}

/** In the package that runs the cells, or in the one that the notebook's project has; what they bring along is others'. */
function isOfLibrary(file: string, library: string): boolean {
  if (file.startsWith(library)) return !file.slice(library.length).includes('node_modules')
  return /[\\/]node_modules[\\/]ackbook[\\/](?!.*node_modules)/.test(file)
}

const ofLibrary = /(?:^| \()ackbook\)?$/

/** `transfer (ackbook)` for a frame of this package, whose places, like names that are its own, tell a notebook's author nothing. */
function withoutPlace(line: string): string {
  const name = /^([^#]+) \((?:file:\/\/)?[^()]*:\d+:\d+\)$/.exec(line)?.[1]
  return name === undefined ? 'ackbook' : `${name} (ackbook)`
}

/** Of frames of the package that follow one another the last: what others called. Node's own do not part them. */
function outermostOfLibrary(lines: readonly string[]): string[] {
  const kept: string[] = []
  for (const line of lines) {
    const at = ofLibrary.test(line) ? kept.findLastIndex((each) => !isNative(each)) : -1
    if (at >= 0 && ofLibrary.test(kept[at]!)) kept.length = at
    kept.push(line)
  }
  return kept
}

function isNative(line: string): boolean {
  return /\(<anonymous>\)$|(?:^|\()node:/.test(line)
}

/** Of code made while running, V8 tells where it was made: `eval at f (In[1]:3:22)`. */
function inEvaluated(frame: string): string {
  return frame.replace(/\b(In\[\d+\]):(\d+):(\d+)/g, (as, name, line, column) => {
    const place = placeInSource(name, { line: Number(line), column: Number(column) })
    return place ? `${name}:${place.line}:${place.column}` : as
  })
}

/** As V8 has it. */
function header(error: Error): string {
  try {
    return Error.prototype.toString.call(error)
  } catch {
    return '<error>'
  }
}

/** Functions of other cells are called on the object that holds a notebook's variables, which is nobody's to see. */
function inCell(site: NodeJS.CallSite, place: string): string {
  const { name, type } = { name: site.getFunctionName(), type: site.getTypeName() }
  if (!name) return isAsync(site) ? `async ${place}` : place
  const owner = type && !['Object', 'Proxy', 'global', 'Window'].includes(type) && !name.includes('.') ? `${type}.` : ''
  const kind = isAsync(site) ? 'async ' : site.isConstructor() ? 'new ' : ''
  return `${kind}${site.isConstructor() ? '' : owner}${name} (${place})`
}

function isAsync(site: NodeJS.CallSite): boolean {
  return (site as NodeJS.CallSite & { isAsync?(): boolean }).isAsync?.() ?? false
}

/** The name of the source beside what runs: `helper.ts` for `helper.js`. */
function withSourceName(name: string, source: string | undefined): string {
  const ending = source && /\.[cm]?[jt]sx?$/.exec(source)?.[0]
  return ending ? name.replace(/\.js$/, ending) : name
}
