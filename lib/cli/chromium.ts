import { access, constants, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { posix, win32 } from 'node:path'
import { pathToFileURL } from 'node:url'
import { execa } from 'execa'
import { UsageError } from '../command/index.ts'
import { writeWhole } from '../files/index.ts'
import { removeTemporary, sweepFolders, temporaryBeside, temporaryFolder } from '../files/temporary.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** A page takes about a second, a booklet of hundreds of pages some ten. */
const longestPrinting = 600_000
const profileName = 'ackbook-print'

/**
 * Where a Chromium may be installed, the likeliest first: what `CHROMIUM` names and nothing else, or by the names and in the places
 * that Chromium, Chrome and Edge have on a system.
 */
export function chromiumPlaces(platform: NodeJS.Platform, env: Environment): string[] {
  if (env.CHROMIUM) return [env.CHROMIUM]
  if (platform === 'win32') {
    const bases = [env.ProgramFiles, env['ProgramFiles(x86)'], env.LOCALAPPDATA].filter((base) => base !== undefined)
    const files = ['Chromium\\Application\\chrome.exe', 'Google\\Chrome\\Application\\chrome.exe']
    return [...files, 'Microsoft\\Edge\\Application\\msedge.exe'].flatMap((file) =>
      bases.map((base) => win32.join(base, file)),
    )
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome']
  const folders = (env.PATH ?? '').split(':').filter((folder) => folder !== '')
  const onPath = [...names, 'microsoft-edge-stable', 'microsoft-edge'].flatMap((name) =>
    folders.map((folder) => posix.join(folder, name)),
  )
  if (platform !== 'darwin') return onPath
  const apps = ['Chromium', 'Google Chrome', 'Microsoft Edge']
  const bases = ['/', ...(env.HOME ? [env.HOME] : [])]
  return [
    ...apps.flatMap((app) => bases.map((base) => posix.join(base, `Applications/${app}.app/Contents/MacOS/${app}`))),
    ...onPath,
  ]
}

/**
 * The Chromium that is installed here; `undefined` when there is none.
 *
 * @throws UsageError when `CHROMIUM` names what cannot be started
 */
export async function findChromium(
  env: Environment,
  platform: NodeJS.Platform = process.platform,
): Promise<string | undefined> {
  for (const place of chromiumPlaces(platform, env)) {
    const refusal = await access(place, constants.X_OK).catch((error: unknown) => error)
    if (refusal === undefined) return place
  }
  if (env.CHROMIUM)
    throw new UsageError(`CHROMIUM names ${env.CHROMIUM}, which cannot be started: name a Chromium, Chrome or Edge`)
  return undefined
}

export interface Printing {
  /** The browser's file. */
  chromium: string
  /** Ends it before its time. */
  signal: AbortSignal
}

/**
 * Prints a page into a PDF, by a browser with a profile of its own that is removed afterwards.
 *
 * @param page the file of the page, absolute
 * @param pdf the file to make, absolute; whole or not at all
 * @returns its bytes
 * @throws FileError when it cannot be written; UsageError when the browser made none
 */
export async function printPage(page: string, pdf: string, { chromium, signal }: Printing): Promise<Uint8Array> {
  await sweepFolders(tmpdir(), profileName)
  const profile = await temporaryFolder(tmpdir(), profileName)
  // Beside the page: a Chromium that is installed as a snap has a folder for temporary files to itself.
  const made = temporaryBeside(pdf)
  try {
    const flags = [
      ...['--headless', '--disable-gpu', '--no-first-run', '--disable-extensions', '--disable-background-networking'],
      ...['--disable-component-update', '--disable-sync', '--no-pdf-header-footer', '--generate-pdf-document-outline'],
      // Chromium refuses to give root a sandbox, as in most containers.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...[`--user-data-dir=${profile}`, `--print-to-pdf=${made}`, pathToFileURL(page).href],
    ]
    const {
      exitCode,
      signal: ended,
      timedOut,
    } = await execa(chromium, flags, {
      ...{ reject: false, stdio: 'ignore', timeout: longestPrinting, cancelSignal: signal, windowsHide: true },
    })
    signal.throwIfAborted()
    const bytes = await readFile(made).catch(() => undefined)
    if (!bytes) {
      const how = timedOut
        ? `it took more than ${longestPrinting / 1000} s`
        : `it ended with ${ended ?? exitCode ?? 'no exit code'}`
      throw new UsageError(
        `${chromium} did not print ${page} (${how}): see whether it starts, or name another in CHROMIUM`,
      )
    }
    await writeWhole(pdf, bytes)
    return bytes
  } finally {
    await removeTemporary(made)
    await removeTemporary(profile)
  }
}
