import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** The command, as its users start it. */
const ackbook: readonly string[] = [process.execPath, join(root, 'lib', 'ackbook.js')]

/** Whether Jupyter's commands are on the PATH. */
export function hasJupyter(command: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, command)))
}

/** Executes notebooks by Jupyter's own nbconvert, with the kernel spec that `ackbook jupyter` writes. */
export async function nbconvert(notebooks: readonly string[], into: string): Promise<void> {
  const [node = '', bin = ''] = ackbook
  const args = ['jupyter', 'nbconvert', '--to', 'notebook', '--execute', '--output-dir', into, ...notebooks]
  await execa(node, [bin, ...args], { cwd: root, stdin: 'ignore', timeout: 600_000 })
}

/** `ackbook`, as its users call it in a folder. */
export async function ackbookIn(folder: string, args: readonly string[]): Promise<string> {
  const [node = '', bin = ''] = ackbook
  const env = jupyterIn(folder)
  return (await execa(node, [bin, ...args], { cwd: folder, env, stdin: 'ignore', timeout: 600_000 })).stdout
}

/** What Jupyter keeps of a folder, which notebooks it trusts for one, is there, and none of the user's. */
function jupyterIn(folder: string): Record<string, string> {
  const settings = join(folder, '.settings')
  // What was open before is none of theirs.
  return { JUPYTER_DATA_DIR: join(settings, 'data'), JUPYTERLAB_WORKSPACES_DIR: join(settings, 'workspaces') }
}

/**
 * JupyterLab as `ackbook jupyter` starts it, on a free port.
 *
 * @param drawsAll whether every cell is drawn, also those that are out of view
 */
export async function withJupyterLab(
  folder: string,
  body: (url: string) => Promise<void>,
  { drawsAll = false } = {},
): Promise<void> {
  const [node = '', bin = ''] = ackbook
  const args = [
    'jupyter',
    '--no-browser',
    '--allow-root',
    '--ServerApp.port=0',
    '--LabApp.expose_app_in_browser=True',
    `--ServerApp.root_dir=${folder}`,
  ]
  const env = { ...jupyterIn(folder), JUPYTERLAB_SETTINGS_DIR: settingsIn(join(folder, '.settings'), drawsAll) }
  const server = execa(node, [bin, ...args], {
    cwd: root,
    env,
    stdin: 'ignore',
    all: true,
    reject: false,
    detached: true,
    buffer: false,
  })
  try {
    const url = await addressOf(server.all)
    await answering(url, () => server.exitCode === null && server.signalCode === null)
    await body(url)
  } finally {
    if (server.pid !== undefined && server.exitCode === null) process.kill(-server.pid, 'SIGTERM')
    await server
  }
}

function settingsIn(folder: string, drawsAll: boolean): string {
  const set = (plugin: string, settings: object) => {
    const file = join(folder, '@jupyterlab', `${plugin}.jupyterlab-settings`)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, JSON.stringify(settings))
  }
  // Nobody saves: on a busy machine its saves overtake each other, and it asks whether its own file is to be overwritten.
  set('docmanager-extension/plugin', { autosave: false })
  if (drawsAll) set('notebook-extension/tracker', { windowingMode: 'none' })
  return folder
}

/** What the server says of itself when it is ready. Goes on reading afterwards: it and its kernels write there. */
function addressOf(lines: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    lines.on('data', (piece: Buffer) => {
      said = (said + String(piece)).slice(-20_000)
      const url = said.match(/http:\/\/127\.0\.0\.1:\d+\/lab\?token=\w+/)?.[0]
      if (url !== undefined) resolve(url)
    })
    lines.on('end', () => reject(new Error(`JupyterLab ended before it was ready:\n${said}`)))
  })
}

/** It has been seen to name its address before anything answers there. */
async function answering(url: string, isAlive: () => boolean): Promise<void> {
  for (let left = 300; ; left -= 1) {
    try {
      await (await fetch(url)).arrayBuffer()
      return
    } catch (error) {
      if (left === 0 || !isAlive()) throw new Error(`JupyterLab does not answer at ${url}`, { cause: error })
      await setTimeout(100)
    }
  }
}
