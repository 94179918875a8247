import { constants } from 'node:fs'
import { open, realpath, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join, parse, relative, resolve, sep } from 'node:path'
import { reasonOf } from '../files/index.ts'
import { largestPicture, type Picture, type Pictures, pictureOf } from '../lesson/index.ts'
import { decoded } from '../lesson/links.ts'
import type { Io } from './io.ts'

/** Where the pictures of one notebook may come from. */
export interface PictureSources {
  /** The notebook's own folder, absolute: what relative addresses are relative to. */
  folder: string
  /** The folder that was named, when the notebook was found in it. */
  given?: string
  /** Fetches a picture from elsewhere; without it, none is fetched. */
  fetch?: Io['fetchPicture'] | undefined
}

/** All pictures of one page together, in bytes. */
const largestPage = 64_000_000
/** Requests to elsewhere at once. */
const atOnce = 4

/** Looks for pictures. Each has an answer then: the picture, or why there is none. */
export async function lookForPictures(
  addresses: readonly string[],
  { folder, given = folder, fetch }: PictureSources,
): Promise<Pictures> {
  const found = new Map<string, Picture>()
  const project = await projectAbove(folder, given)
  const waiting = [...addresses]
  let bytes = 0
  const look = async () => {
    for (let address = waiting.shift(); address !== undefined; address = waiting.shift()) {
      const picture = await lookFor(address)
      bytes += 'why' in picture ? 0 : (picture.base64.length / 4) * 3
      found.set(
        address,
        bytes <= largestPage ? picture : { why: `the page's pictures are ${largestPage / 1_000_000} MB without it` },
      )
    }
  }
  await Promise.all(Array.from({ length: atOnce }, look))
  return found

  async function lookFor(address: string): Promise<Picture> {
    if (/^(?:https?:)?\/\//i.test(address)) {
      if (!fetch) return { why: 'it is elsewhere, and the page has a link to it (--embed-remote fetches pictures)' }
      return fetch(address.replace(/^\/\//, 'https://'))
    }
    const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(address)?.[1]
    if (scheme !== undefined) return { why: `a page takes no pictures from “${scheme}:” addresses` }
    return readPicture(address, folder, project)
  }
}

/**
 * A picture of a file in the notebook's project. Never of any other, whatever the address says and links lead to.
 *
 * @param project absolute, without symbolic links
 */
async function readPicture(address: string, folder: string, project: string): Promise<Picture> {
  const outside = { why: `it lies outside of the notebook's project (${project})` }
  if (/^[\\/]/.test(address)) return { why: 'its path is absolute: name it as seen from the notebook' }
  let why = 'there is no such file'
  for (const path of pathsOf(address)) {
    const file = resolve(folder, path)
    try {
      const real = await realpath(file)
      if (!isBelow(real, project)) return outside
      return await pictureFrom(real)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'ENOENT' && code !== 'ENOTDIR') why = `it cannot be read: ${reasonOf(error)}`
    }
  }
  return { why }
}

/** An address is encoded, has a query and a fragment; a name may hold what looks like either. */
export function pathsOf(address: string): string[] {
  const ways = [address, address.split(/[?#]/, 1)[0] ?? '']
  // As on Windows: Markdown has encoded its backslashes.
  const paths = [...ways, ...ways.map(decoded)].map((way) => way.replaceAll('\\', '/'))
  return [...new Set(paths)].filter((way) => way !== '' && !way.includes('\0'))
}

async function pictureFrom(path: string): Promise<Picture> {
  // A pipe would keep us waiting, a device would never end.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const entry = await file.stat()
    if (!entry.isFile()) return { why: 'it is no file' }
    if (entry.size > largestPicture) {
      const size = (entry.size / 1_000_000).toFixed(0)
      return { why: `it has ${size} MB: a page carries pictures of up to ${largestPicture / 1_000_000} MB` }
    }
    return pictureOf(await file.readFile())
  } finally {
    await file.close()
  }
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** What stands in the top folder of a project. */
const marks = '.git .hg package.json pyproject.toml setup.py Project.toml _quarto.yml myst.yml _config.yml'.split(' ')

/** The nearest folder above that looks like a project's, or the one that was named if that is higher; never the home folder or the root. */
async function projectAbove(folder: string, given: string): Promise<string> {
  const [own, named, home] = await Promise.all(
    [folder, given, homedir()].map((path) => realpath(path).catch(() => path)),
  )
  const mayBe = (path: string) => path !== home && path !== parse(path).root
  const above = named !== undefined && mayBe(named) && isBelow(own!, named) ? named : own!
  for (let at = own!; mayBe(at); at = dirname(at)) {
    for (const mark of marks) {
      if (await stat(join(at, mark)).catch(() => undefined)) return isBelow(at, above) ? above : at
    }
  }
  return above
}
