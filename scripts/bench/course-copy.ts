import { lstatSync, readdirSync } from 'node:fs'
import { cp, mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../worktree.ts'

/** The course in a folder of its own: its notebooks, and the package that they import; what they all share is linked. */
export async function copyCourse(folder: string): Promise<void> {
  for (const each of ['package.json', 'tsconfig.base.json', 'notebooks', 'lib'])
    await cp(join(root, each), join(folder, each), {
      recursive: true,
      filter: (path) => !path.endsWith('node_modules'),
    })
  await mkdir(join(folder, 'node_modules'))
  for (const each of readdirSync(join(root, 'node_modules')).filter((name) => !name.startsWith('.'))) {
    const isOwn = lstatSync(join(root, 'node_modules', each)).isSymbolicLink()
    await symlink(isOwn ? '../lib' : join(root, 'node_modules', each), join(folder, 'node_modules', each))
  }
}
