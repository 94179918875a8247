import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { FileError, reasonOf } from '../files/error.ts'
import { removeTemporary, sweepFolders, temporaryFolder } from '../files/temporary.ts'
import { canListen } from './ports.ts'

const folderName = 'ackbook-kernel'

/** Octets that the path of a socket may have; Linux allows four more. @see unix(7), sun_path */
const longestPath = 103

/**
 * A folder, for its owner alone, for a connection file and its sockets: in the one for temporary files; when a socket's path
 * would be too long there, or the file system knows no sockets, in another of the system's.
 *
 * @param wantsSockets the kernel can use them
 * @param short the system's other folders
 * @throws FileError that names the variable by which the folder for temporary files is chosen
 */
export async function connectionFolder(
  wantsSockets: boolean,
  short: readonly string[] = otherFolders(),
): Promise<{ folder: string; holdsSockets: boolean }> {
  const folder = await usualSocketFolder()
  if (!wantsSockets || process.platform === 'win32') return { folder, holdsSockets: false }
  if (await holdsSockets(folder)) return { folder, holdsSockets: true }
  for (const base of short) {
    const other = await temporaryFolder(base, folderName).catch(() => undefined)
    if (other === undefined) continue
    if (await holdsSockets(other)) {
      await removeTemporary(folder)
      return { folder: other, holdsSockets: true }
    }
    await removeTemporary(other)
  }
  return { folder, holdsSockets: false }
}

async function usualSocketFolder(): Promise<string> {
  // Files that killed runs have left, with their keys.
  for (const base of [tmpdir(), ...otherFolders()]) await sweepFolders(base, folderName)
  try {
    return await temporaryFolder(tmpdir(), folderName)
  } catch (cause) {
    const variables = process.platform === 'win32' ? ['TEMP', 'TMP'] : ['TMPDIR', 'TMP', 'TEMP']
    const variable = variables.find((each) => process.env[each])
    const which = `${tmpdir()}${variable === undefined ? '' : ` (${variable})`}`
    const remedy = `set ${variable ?? 'TMPDIR'} to a folder that can be written`
    const message = `the folder for temporary files, ${which}, cannot be used: ${reasonOf(cause)}; ${remedy}`
    throw new FileError(tmpdir(), message, { cause })
  }
}

function otherFolders(): string[] {
  const { XDG_RUNTIME_DIR = '' } = process.env
  return [XDG_RUNTIME_DIR, '/tmp'].filter((base) => isAbsolute(base) && base !== tmpdir())
}

/** Some file systems (shares, overlays) hold none. A path that is too long is refused here: systems cut it, or say something else. */
async function holdsSockets(folder: string): Promise<boolean> {
  const path = join(folder, 's-0')
  return Buffer.byteLength(path) <= longestPath && (await canListen({ path }))
}
