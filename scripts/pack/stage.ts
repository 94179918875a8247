import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { amendManifest, bundled, filesBelow } from './bundled.ts'

interface Manifest {
  name: string
  files: string[]
  dependencies: Record<string, string>
  optionalDependencies?: Record<string, string>
  [key: string]: unknown
}

/**
 * Lays the package out in a folder, as its tarball shall have it.
 *
 * @param root of this repository; what is bundled is copied from its `node_modules`, in the versions of the lock file
 */
export function stagePackage(root: string, stage: string): void {
  const lib = join(root, 'lib')
  const manifest = readManifest(lib)
  for (const file of manifest.files) {
    const source = [join(lib, file), join(root, file)].find((path) => existsSync(path))
    if (source === undefined) throw new Error(`lib/package.json lists "${file}", which is in neither lib/ nor the root`)
    cpSync(source, join(stage, file), { recursive: true })
  }
  for (const { name, keep, amend } of bundled) {
    const folder = locate(name, lib, root)
    const copy = join(stage, 'node_modules', name)
    for (const path of filesBelow(folder)) {
      if (!keep.test(path) && !alwaysKept.test(path)) continue
      mkdirSync(dirname(join(copy, path)), { recursive: true })
      cpSync(join(folder, path), join(copy, path))
    }
    amendManifest(copy)
    amend?.(copy)
  }
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(publishedManifest(manifest, lib, root), null, 2)}\n`)
}

const alwaysKept = /^(?:package\.json|(?:LICEN[CS]E|COPYING|NOTICE|ThirdParty)[^/]*)$/i

/** What npm needs to know of the package: what it brings is of that very version, and the platform's parts of koffi and of esbuild their own. */
function publishedManifest(
  { scripts: _, devDependencies: __, ...manifest }: Manifest,
  lib: string,
  root: string,
): object {
  const names = bundled.map(({ name }) => name)
  const versions = names.map((name) => {
    const { name: own, version } = readManifest(locate(name, lib, root))
    return [name, own === name ? String(version) : `npm:${own}@${version}`]
  })
  const natives = ['koffi', 'esbuild'].flatMap((name) => {
    const { optionalDependencies = {} } = readManifest(locate(name, lib, root))
    return Object.entries(optionalDependencies).filter(([platform]) => nativePlatforms.test(platform))
  })
  return {
    ...manifest,
    dependencies: { ...manifest.dependencies, ...Object.fromEntries(versions) },
    optionalDependencies: Object.fromEntries(natives),
    bundleDependencies: names,
  }
}

const nativePlatforms = /^(?:@koromix\/koffi-|@esbuild\/)(?:linux|darwin|win32)-(?:x64|arm64)$/

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}

function locate(name: string, from: string, root: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name)
    if (existsSync(join(candidate, 'package.json'))) return candidate
    if (folder === root || folder === dirname(folder)) throw new Error(`${name} is not installed: npm ci`)
  }
}
