/** What the tarball brings along, and how much of it: what runs, and what tells its types and its licence. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'

export interface Bundled {
  name: string
  /** Why it is not left to npm. */
  why: string
  /** Paths in it that are taken, besides its manifest and licences. */
  keep: RegExp
  /** Works on the copy. */
  amend?: (folder: string) => void
}

/**
 * The compiler that a TypeScript kernel runs. Its bins `tsc` and `tsserver` would take the places of those of a user's own TypeScript,
 * were it installed beside it.
 */
const compiler: Bundled = {
  name: 'typescript-compiler',
  why: 'its bins would take the place of a TypeScript of the user',
  keep: /^lib\/(?:typescript\.js|lib(?:\.[\w.]+)?\.d\.ts)$/,
}

export const bundled: readonly Bundled[] = [
  compiler,
  {
    name: 'tslab',
    why: 'its own compiler, and for its browser mode a bundler, which nobody here uses, would come with it',
    keep: /^dist\/.*\.(?:js|d\.ts)$/,
  },
  {
    name: 'zeromq',
    why: 'it is built where no binary fits, and brings those of all releases of Node, and what builds them',
    keep: /^lib\/(?!ts3\.7\/)(?!compat)[\w-]+\.(?:js|d\.ts)$|^build\//,
    amend: keepNeededBinaries,
  },
  { name: 'cmake-ts', why: "zeromq's binaries are found by it", keep: /^build\/loader\.js$/ },
  {
    name: 'koffi',
    why: 'its script for installing only builds what its platform packages hold; those npm chooses',
    keep: /^(?:index|indirect)\.(?:c?js|d\.ts)$|^src\/koffi\/(?:src\/)?[\w.-]+\.c?js$/,
  },
  {
    name: 'esbuild',
    why: 'its script for installing only puts a binary in the place of a wrapper that nobody calls here; the binaries npm chooses',
    keep: /^lib\/main\.(?:js|d\.ts)$/,
  },
  {
    name: 'highlight.js',
    why: 'two thirds of it are another form of the same, and styles',
    keep: /^(?:es|lib)\/(?:core|common|index|package)\.js(?:on)?$|^lib\/languages\/(?!.*\.js\.js$).*\.js$|^types\//,
  },
  { name: 'temml', why: 'most of it is for browsers', keep: /^dist\/temml\.(?:cjs|mjs|d\.ts)$/ },
]

/** Leaves in a package's manifest what it needs of the others here: all else that it names is for what was left out. */
export function amendManifest(folder: string): void {
  const file = join(folder, 'package.json')
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown> & {
    dependencies?: Record<string, string>
  }
  const names = new Set(bundled.map(({ name }) => name))
  const dependencies = Object.fromEntries(
    Object.entries(manifest.dependencies ?? {}).filter(([name]) => names.has(name)),
  )
  for (const key of leftOut) delete manifest[key]
  writeFileSync(file, `${JSON.stringify({ ...manifest, dependencies }, null, 2)}\n`)
}

/** npm would look for what is not there, run what builds it, link bins, or leave out what is. */
const leftOut = [
  'scripts',
  'bin',
  'files',
  'devDependencies',
  'peerDependencies',
  'optionalDependencies',
  'bundleDependencies',
]

/** A binary of zeromq, as its manifest describes it. */
interface Binary {
  os: string
  arch: string
  libc: string
  abi: number
}

const platforms = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64', 'win32-arm64']

/** For each platform and libc the one that zeromq would take. They are for any Node from that of their number on, and by Node-API for those before. */
function keepNeededBinaries(folder: string): void {
  const build = join(folder, 'build')
  const file = join(build, 'manifest.json')
  const all = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>)
  const best = new Map<string, { abi: number; key: string; path: string }>()
  for (const [key, path] of all) {
    const { os, arch, libc, abi } = JSON.parse(key) as Binary
    const place = `${os}-${arch}-${libc}`
    if (platforms.includes(`${os}-${arch}`) && abi > (best.get(place)?.abi ?? 0)) best.set(place, { abi, key, path })
  }
  const kept = [...best.values()]
  const missing = platforms.filter((platform) => ![...best.keys()].some((place) => place.startsWith(`${platform}-`)))
  if (missing.length > 0) throw new Error(`zeromq has no binary for ${missing.join(', ')}`)
  const slashed = new Set(kept.map(({ path }) => path.replaceAll('\\', '/')))
  for (const path of filesBelow(build)) {
    if (path !== 'manifest.json' && !slashed.has(path)) rmSync(join(build, path))
  }
  writeFileSync(file, JSON.stringify(Object.fromEntries(kept.map(({ key, path }) => [key, path]))))
}

/** The paths of all files below a folder, with `/`. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
}
