import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { realPath } from './folders.ts'

/** What a source map, beside the file or in it, names; of declarations without a map what that of their module does. */
export function mappedSources(path: string): string[] {
  const declaration = /\.d\.([cm]?)ts$/.exec(path)
  const own = sourcesInMap(path)
  if (own.length > 0 || !declaration) return own
  return sourcesInMap(`${path.slice(0, -declaration[0].length)}.${declaration[1]}js`)
}

/** Octets. What is larger names nothing. */
const longestMapped = 50_000_000

function sourcesInMap(path: string): string[] {
  if (!/\.[cm]?[jt]sx?$/.test(path)) return []
  try {
    if (statSync(path).size > longestMapped) return []
    const text = readFileSync(path, 'utf8')
    const at = text.lastIndexOf('//# sourceMappingURL=')
    if (at < 0) return []
    const [address = ''] = text.slice(at + '//# sourceMappingURL='.length).split(/\s/, 1)
    const isWithin = address.startsWith('data:application/json')
    const place = isWithin ? path : resolve(dirname(path), decodeURIComponent(address))
    const json = isWithin ? dataIn(address) : readFileSync(place, 'utf8')
    return sourcesNamedIn(JSON.parse(json), dirname(place))
  } catch {
    // Without a map that can be read, it names nothing.
    return []
  }
}

/** `data:application/json;base64,e30=` → `{}` */
function dataIn(address: string): string {
  const comma = address.indexOf(',')
  const data = decodeURIComponent(address.slice(comma + 1))
  return address.slice(0, comma).endsWith(';base64') ? Buffer.from(data, 'base64').toString() : data
}

function sourcesNamedIn(map: unknown, folder: string): string[] {
  const { sources, sourceRoot, sections } = Object(map) as Record<string, unknown>
  const inner = Array.isArray(sections)
    ? sections.flatMap((section) => sourcesNamedIn(Object(section).map, folder))
    : []
  const root = resolve(folder, typeof sourceRoot === 'string' ? sourceRoot : '')
  const named = Array.isArray(sources) ? sources.filter((source) => typeof source === 'string') : []
  // Those of another scheme, or that begin with a character that no file does, are no files.
  const files = named.filter((source) => source !== '' && !/^(?:[a-z][a-z\d+.-]+:|\0)/i.test(source))
  return [...inner, ...files.map((source) => realPath(resolve(root, source)))]
}
