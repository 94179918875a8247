import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { cacheFolder } from '../../lib/files/index.ts'

const test = suite('cache folder')

const cases: [title: string, env: Record<string, string>, platform: NodeJS.Platform, folder: string][] = [
  ['our own variable → that folder', { ACKBOOK_CACHE_DIR: '/c', XDG_CACHE_HOME: '/x', HOME: '/h' }, 'linux', '/c'],
  ['our own variable, relative → from where we are', { ACKBOOK_CACHE_DIR: 'c' }, 'linux', resolve('c')],
  ['the folder for caches → one in it', { XDG_CACHE_HOME: '/x', HOME: '/h' }, 'linux', '/x/ackbook'],
  [
    'a relative folder for caches → it counts as none',
    { XDG_CACHE_HOME: 'x', HOME: '/h' },
    'linux',
    '/h/.cache/ackbook',
  ],
  [
    'variables that are empty → they count as none',
    { ACKBOOK_CACHE_DIR: '', XDG_CACHE_HOME: '', HOME: '/h' },
    'darwin',
    '/h/.cache/ackbook',
  ],
  ['no variable at all → by the home that the system knows', {}, 'linux', join(homedir(), '.cache', 'ackbook')],
  ['Windows → in the local data', { LOCALAPPDATA: '/l', HOME: '/h' }, 'win32', join('/l', 'ackbook', 'Cache')],
  [
    'Windows without that variable → where it would be',
    { USERPROFILE: '/u' },
    'win32',
    join('/u', 'AppData', 'Local', 'ackbook', 'Cache'),
  ],
]
for (const [title, env, platform, folder] of cases) {
  test(title, () => assert.is(cacheFolder(env, platform), folder))
}

test.run()
