import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'

/**
 * Where what can be made again is kept from run to run, absolute: `ACKBOOK_CACHE_DIR`, else `ackbook` in the user's folder for
 * caches. Nobody may have made it yet.
 *
 * @see https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function cacheFolder(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (env.ACKBOOK_CACHE_DIR) return resolve(env.ACKBOOK_CACHE_DIR)
  // By the specification, one that is not absolute counts as none.
  if (env.XDG_CACHE_HOME && isAbsolute(env.XDG_CACHE_HOME)) return join(env.XDG_CACHE_HOME, 'ackbook')
  if (platform === 'win32') {
    const local = env.LOCALAPPDATA || join(env.USERPROFILE || homedir(), 'AppData', 'Local')
    return join(local, 'ackbook', 'Cache')
  }
  return join(env.HOME || homedir(), '.cache', 'ackbook')
}
