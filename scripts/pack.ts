/**
 * `npm run pack [-- FOLDER]`: the package as users install it, one tarball.
 *
 * tslab is bundled, from a staged folder: its compiler brings bins `tsc` and `tsserver`, which npm would link over the
 * ones of a user's own TypeScript. Bundled, they stay inside our folder. The staged copies are those of the lock file.
 */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { optionsOf } from './options.ts'

interface Manifest {
  name: string
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  [key: string]: unknown
}

const root = fileURLToPath(new URL('..', import.meta.url))
const lib = join(root, 'lib')
const { positionals } = optionsOf({ allowPositionals: true })
const destination = resolve(positionals[0] ?? root)
const stage = mkdtempSync(join(tmpdir(), 'ackbook-pack-'))

try {
  await execa('npm', ['run', '--silent', 'build', '-w', 'lib'], { cwd: root, stdio: 'inherit' })
  const manifest = readManifest(lib)
  for (const file of manifest.files as string[]) {
    const source = [join(lib, file), join(root, file)].find((path) => existsSync(path))
    if (source === undefined) throw new Error(`lib/package.json lists "${file}", which is in neither lib/ nor the root`)
    cpSync(source, join(stage, file), { recursive: true })
  }
  const { scripts: _, devDependencies: __, ...published } = manifest
  writeFileSync(join(stage, 'package.json'), JSON.stringify({ ...published, bundleDependencies: ['tslab'] }, null, 2))
  for (const folder of closure('tslab', lib)) {
    const place = relative(root, folder).replace(/^lib[\\/]/, '')
    cpSync(folder, join(stage, place), { recursive: true, filter: (path) => !path.endsWith('/node_modules/.bin') })
  }
  const { stdout } = await execa('npm', ['pack', '--ignore-scripts', '--pack-destination', destination], { cwd: stage })
  console.log(join(destination, stdout.trim().split('\n').at(-1) ?? ''))
} finally {
  rmSync(stage, { recursive: true, force: true })
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}

/** The folders of a package and all that it needs, as they lie in `node_modules`; a nested one comes with its parent. */
function closure(name: string, from: string, seen: Set<string> = new Set()): Set<string> {
  const folder = locate(name, from)
  if (folder === undefined || seen.has(folder)) return seen
  seen.add(folder)
  const { dependencies = {}, optionalDependencies = {} } = readManifest(folder)
  for (const needed of Object.keys({ ...dependencies, ...optionalDependencies })) closure(needed, folder, seen)
  return seen
}

function locate(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name)
    if (existsSync(join(candidate, 'package.json'))) return candidate
    if (folder === dirname(folder) || folder === root.replace(/[\\/]$/, '')) return undefined
  }
}
