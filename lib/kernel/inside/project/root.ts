import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ancestors } from '../../ancestors.ts'

/**
 * The folder of the project that a notebook belongs to: of the repository or the workspace that it lies in, else of the nearest
 * package, else its own.
 */
export function projectRoot(folder: string): string {
  const above = ancestors(folder)
  const whole = above.find(
    (each) => existsSync(join(each, '.git')) || existsSync(join(each, 'pnpm-workspace.yaml')) || hasWorkspaces(each),
  )
  return whole ?? above.find((each) => existsSync(join(each, 'package.json'))) ?? folder
}

function hasWorkspaces(folder: string): boolean {
  try {
    const { workspaces } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { workspaces?: unknown }
    return workspaces !== undefined
  } catch {
    return false
  }
}
