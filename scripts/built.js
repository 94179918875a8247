// @ts-check
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Builds the library if it was changed since: the notebooks import what is built. Costs a look at its files when there is nothing
 * to do, and no more: this is no TypeScript, which would have to be translated first. Ends the process, with exit code 2, when it does
 * not build: what was built before is not what would be verified.
 *
 * @returns {Promise<void>}
 */
export async function buildIfChanged() {
  const { changed, orphans } = changesSinceBuilt(join(root, 'lib'))
  for (const file of orphans) rmSync(join(root, 'lib', 'dist', file))
  if (changed.length === 0) return
  process.stderr.write(`lib has changed (${changed[0]}): building it\n`)
  const { execa } = await import('execa')
  // The library alone: whoever wants a kernel waits for what it starts from, within bounds.
  const build = ['run', '--silent', 'build', '-w', 'lib']
  const { exitCode } = await execa('npm', build, { cwd: root, stdio: 'inherit', reject: false })
  if (exitCode === 0) return
  process.stderr.write('lib does not build, see above: nothing was run.\n')
  process.exit(2)
}

/**
 * Sources and settings that are newer than what was made of them, and built files whose source is gone; paths below `lib`, `dist`.
 *
 * @param {string} lib
 * @returns {{ changed: string[], orphans: string[] }}
 */
export function changesSinceBuilt(lib) {
  /** @param {string[]} path */
  const timeOf = (...path) => statSync(join(lib, ...path), { throwIfNoEntry: false })?.mtimeMs ?? 0
  const sources = filesBelow(lib, '').filter((file) => /\.c?ts$/.test(file))
  const modules = sources.filter((file) => !file.endsWith('.d.ts'))
  const settings = [
    'tsconfig.json',
    join('..', 'tsconfig.base.json'),
    ...sources.filter((file) => file.endsWith('.d.ts')),
  ]
  const built = existsSync(join(lib, 'dist')) ? filesBelow(join(lib, 'dist'), '') : []
  const bundled = existsSync(join(lib, 'browser', 'editor')) ? filesBelow(join(lib, 'browser'), 'editor') : []
  const oldest = Math.min(...modules.map((file) => timeOf('dist', nameOf(file))))
  return {
    changed: [
      ...modules.filter((file) => timeOf('dist', nameOf(file)) < timeOf(file)),
      ...bundled
        .map((file) => join('browser', file))
        .filter((file) => timeOf('browser', 'made', 'editor.js') < timeOf(file)),
      ...settings.filter((file) => oldest < timeOf(file)),
    ],
    orphans: built.filter((file) => !existsSync(join(lib, file.replace(/(\.d)?\.(c?)[jt]s$/, '.$2ts')))),
  }
}

/**
 * @param {string} source
 * @returns {string}
 */
function nameOf(source) {
  return source.replace(/\.(c?)ts$/, '.$1js')
}

/**
 * @param {string} folder
 * @param {string} below
 * @returns {string[]}
 */
function filesBelow(folder, below) {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = join(below, entry.name)
    if (!entry.isDirectory()) return [path]
    return ['node_modules', 'dist'].includes(entry.name) ? [] : filesBelow(folder, path)
  })
}
