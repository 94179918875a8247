import { readFile, realpath, stat } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'

/** A file of a folder, as a server hands it out. */
export interface ServedFile {
  /** Below the folder, with `/`. */
  name: string
  content: Buffer
  type: string
}

/** Media types of what stands in a folder of pages; anything else is octets. */
const mediaTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.ipynb': 'application/x-ipynb+json',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.pcapng': 'application/x-pcapng',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ts': 'text/plain; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.xml': 'application/xml',
}

/**
 * A file of a folder. None that lies elsewhere, whatever its name says and links lead to, and none that is hidden.
 *
 * @param folder absolute, without symbolic links
 * @param name below the folder, with `/`
 * @returns `undefined` when there is none
 */
export async function fileNamed(folder: string, name: string): Promise<ServedFile | undefined> {
  if (name.split('/').some((part) => part === '' || part.startsWith('.'))) return undefined
  const file = join(folder, name)
  try {
    if (!file.startsWith(folder + sep) || (await realpath(file)) !== file || !(await stat(file)).isFile())
      return undefined
    return { name, content: await readFile(file), type: mediaTypes[extname(name)] ?? 'application/octet-stream' }
  } catch {
    return undefined
  }
}

/**
 * What the path of an address means by a name; of a folder its `index.html`.
 *
 * @param path begins with `/`, percent-encoded
 */
export function nameAt(path: string): string {
  const name = path.slice(1) + (path.endsWith('/') ? 'index.html' : '')
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
