import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { type Tools, Trial } from '../pack/trial.ts'
import { besideTypeScript, firstHour, installedWell, snapshot } from '../pack/uses.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const npms = [10, 11]
const typescript = '5.9.3'

/** Tries the packed tarball on releases of Node, each with each npm, which are fetched for it. @returns how many it did not do for */
export async function soakPack(nodes: readonly number[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'ackbook-soak-pack-'))
  let failed = 0
  try {
    const { stdout } = await execa('npm', ['run', '--silent', 'pack', '--', folder], { cwd: root })
    const tarball = stdout.trim().split('\n').at(-1)!
    for (const node of nodes) {
      for (const npm of npms) {
        const place = join(folder, `node${node}-npm${npm}`)
        const tools = await toolsFor(node, npm, folder)
        const error = await tried(new Trial(place, join(folder, `cache${node}`), tools), tarball)
        if (error) failed++
        console.log(`${error ? '✗' : '✓'} Node ${node}, npm ${npm}${error ? `: ${error.message}` : ''}`)
        rmSync(place, { recursive: true, force: true })
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  console.log(`${nodes.length * npms.length} trials of the packed tarball: ${failed} failed`)
  return failed
}

async function tried(trial: Trial, tarball: string): Promise<Error | undefined> {
  try {
    const said = await trial.install(tarball)
    installedWell(trial, said)
    await snapshot(trial)
    await firstHour(trial)
    await besideTypeScript(trial, typescript)
    return undefined
  } catch (error) {
    return error as Error
  }
}

/** Of these major versions, as npm packages. */
async function toolsFor(node: number, npm: number, folder: string): Promise<Tools> {
  const platform = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  const binary = `node-${platform}`
  const bin = process.platform === 'win32' ? 'node.exe' : 'node'
  return {
    node: join(await fetched(`${binary}@${node}`, folder), binary, 'bin', bin),
    npm: join(await fetched(`npm@${npm}`, folder), 'npm', 'bin', 'npm-cli.js'),
  }
}

async function fetched(name: string, folder: string): Promise<string> {
  const place = join(folder, 'tools', name)
  mkdirSync(place, { recursive: true })
  await execa('npm', ['install', '--prefix', place, '--no-save', '--prefer-offline', '--no-audit', '--no-fund', name])
  return join(place, 'node_modules')
}
