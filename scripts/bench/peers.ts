import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { execa } from 'execa'
import { list } from '../../lib/words.ts'
import { root } from '../worktree.ts'

/** Packages of Python, and the version of each that is there. */
const PACKAGES = ['nbconvert', 'nbclient', 'nbmake', 'pytest-xdist', 'jupyter_client'] as const
export type PythonPackage = (typeof PACKAGES)[number]

export interface PythonPeers {
  /** The interpreter. */
  python: string
  /** Where its environment has its commands. */
  scripts: string
  version: string
  versions: Partial<Record<PythonPackage, string>>
}

/** What others have made, as far as it is here. */
export interface Peers {
  python?: PythonPeers
  /** For Python's peers: they find plain tslab, and nothing of ours. */
  env: NodeJS.ProcessEnv
  /** The command line that starts tslab as its makers have it. */
  plainTslab: string[]
  /** The program. */
  deno?: string
  denoVersion?: string
}

/** Asks an interpreter what its environment has. */
const QUESTION = `
import json, platform, sysconfig
from importlib import metadata
versions = {}
for name in ${JSON.stringify(PACKAGES)}:
    try:
        versions[name] = metadata.version(name)
    except metadata.PackageNotFoundError:
        pass
print(json.dumps({"scripts": sysconfig.get_path("scripts"), "version": platform.python_version(), "versions": versions}))
`

/**
 * Looks for the peers: Python's in the environment that is named, in `.build/jupyter` or on the PATH, the first that has one of
 * them; Deno on the PATH or in `.build/deno`.
 *
 * @param scratch a folder for the kernel spec of plain tslab
 * @throws Error when the environment that is named has no Python
 */
export async function findPeers(pythonEnv: string | undefined, scratch: string): Promise<Peers> {
  const { PATH = '' } = process.env
  const plainTslab = [
    ...[process.execPath, join(root, 'node_modules', 'tslab', 'bin', 'tslab')],
    ...['kernel', '--config-path', '{connection_file}'],
  ]
  const python = await findPython(pythonEnv)
  const deno = findDeno(PATH)
  const denoVersion = deno && /\d[\d.]*/.exec((await execa(deno, ['--version'], { reject: false })).stdout ?? '')?.[0]
  const env = {
    ...process.env,
    PATH: [...(python ? [python.scripts] : []), PATH].join(delimiter),
    JUPYTER_PATH: writeKernelSpec(scratch, plainTslab),
  }
  return { env, plainTslab, ...(python && { python }), ...(deno && denoVersion && { deno, denoVersion }) }
}

async function findPython(named: string | undefined): Promise<PythonPeers | undefined> {
  const places = named === undefined ? [join(root, '.build', 'jupyter', 'bin', 'python'), 'python3'] : pythonsOf(named)
  const found: PythonPeers[] = []
  for (const python of places) {
    const { stdout, exitCode } = await execa(python, ['-c', QUESTION], { reject: false })
    if (exitCode === 0) found.push({ python, ...JSON.parse(stdout) })
  }
  if (named !== undefined && found.length === 0)
    throw new Error(`--python-env ${named} is no environment of Python: make one with python3 -m venv ${named}`)
  return found.find(({ versions }) => Object.keys(versions).length > 0) ?? found[0]
}

function pythonsOf(environment: string): string[] {
  return [join(environment, 'bin', 'python'), join(environment, 'Scripts', 'python.exe')]
}

export function findDeno(path: string): string | undefined {
  const packages = join(root, '.build', 'deno', 'node_modules', '@deno')
  const own = existsSync(packages) ? readdirSync(packages).map((name) => join(packages, name)) : []
  const folders = [...path.split(delimiter), ...own]
  return folders.map((folder) => join(folder, 'deno')).find((file) => existsSync(file))
}

/** @returns what JUPYTER_PATH is to name */
function writeKernelSpec(scratch: string, argv: string[]): string {
  const jupyter = join(scratch, 'jupyter')
  const folder = join(jupyter, 'kernels', 'tslab')
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    join(folder, 'kernel.json'),
    JSON.stringify({ argv, display_name: 'TypeScript', language: 'typescript' }),
  )
  return jupyter
}

/** What of Python's packages is missing, in a sentence that ends with the command that installs it. */
export function missingPython(peers: Pick<Peers, 'python'>, ...wanted: PythonPackage[]): string | undefined {
  const missing = wanted.filter((name) => peers.python?.versions[name] === undefined)
  if (missing.length === 0) return undefined
  // The environment of the system is not ours to install into.
  const own = peers.python?.scripts.startsWith(root) || Object.keys(peers.python?.versions ?? {}).length > 0
  const command = own
    ? `${peers.python!.python} -m pip install ${missing.join(' ')}`
    : `python3 -m venv .build/jupyter && .build/jupyter/bin/pip install ${PACKAGES.join(' ')}`
  return `no ${list(missing)} here: ${command}`
}

export function missingDeno({ deno }: Pick<Peers, 'deno'>): string | undefined {
  return deno ? undefined : 'no Deno here: npm install --no-save --ignore-scripts --prefix .build/deno deno'
}
