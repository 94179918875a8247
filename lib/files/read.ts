import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Notebook, NotebookError, parseNotebook } from '../notebook/index.ts'
import { FileError, reasonOf } from './error.ts'

/**
 * Reads a notebook.
 *
 * @param path as it is to be printed, relative to `cwd`
 * @throws FileError when it cannot be read, NotebookError when it is no notebook
 */
export async function readNotebook(path: string, cwd: string): Promise<Notebook> {
  return parseNotebook(await readTextFile(path, cwd), path)
}

/** The text of a notebook's file, as it stands. */
export async function readTextFile(path: string, cwd: string): Promise<string> {
  return decodeText(await readBytes(path, cwd), path)
}

/** What two texts have in common only if they are the same: SHA-256, in hexadecimal. It stands for a text that need not be held. */
export function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

async function readBytes(path: string, cwd: string): Promise<Uint8Array> {
  try {
    return await readFile(resolve(cwd, path))
  } catch (cause) {
    throw new FileError(path, `cannot be read: ${reasonOf(cause)}`, { cause })
  }
}

function decodeText(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new NotebookError(path, 'not a notebook: not JSON (it is not UTF-8 text)', { cause })
  }
}
