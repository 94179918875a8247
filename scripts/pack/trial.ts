/** The packed tarball as a user has it: installed, and used for what it is for. */
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { execa } from 'execa'
import { filesBelow } from './bundled.ts'

/** The Node and the npm that a project is tried with. */
export interface Tools {
  /** Path of the program. */
  node: string
  /** Path of its script; the one on the PATH unless told. */
  npm?: string
}

/** Of the process that asks. */
export const ownTools: Tools = { node: process.execPath }

/** A folder with a project in it. */
export class Trial {
  readonly folder: string
  readonly #tools: Tools
  readonly #env: Record<string, string>

  /** @param cache a folder for what ackbook keeps */
  constructor(folder: string, cache: string, tools: Tools) {
    this.folder = folder
    this.#tools = tools
    this.#env = {
      PATH: [dirname(tools.node), process.env.PATH ?? ''].join(delimiter),
      ACKBOOK_CACHE_DIR: cache,
      CI: '',
      FORCE_COLOR: '0',
    }
  }

  /** Installs packages into a new project, and once more from its lock file. @returns all that npm said */
  async install(...packages: string[]): Promise<string> {
    mkdirSync(this.folder, { recursive: true })
    writeFileSync(join(this.folder, 'package.json'), '{ "name": "mine", "version": "1.0.0", "private": true }\n')
    const first = await this.#npm('install', '--save-dev', ...packages)
    rmSync(join(this.folder, 'node_modules'), { recursive: true })
    return first + (await this.#npm('ci'))
  }

  async add(name: string): Promise<void> {
    await this.#npm('install', '--save-dev', name)
  }

  /** MB on disk, a file at least a block. */
  size(): number {
    const folder = join(this.folder, 'node_modules')
    const blocks = filesBelow(folder).map((path) => Math.ceil(statSync(join(folder, path)).size / 4096))
    return (blocks.reduce((sum, each) => sum + each, 0) * 4096) / 1e6
  }

  /** A program that the project has, as `npx` would find it. */
  async run(program: string, ...args: string[]): Promise<{ exitCode: number; text: string }> {
    return this.#start([join(this.folder, 'node_modules', '.bin', program), ...args])
  }

  async node(...args: string[]): Promise<{ exitCode: number; text: string }> {
    return this.#start([this.#tools.node, ...args])
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true })
    writeFileSync(join(this.folder, path), text)
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8')
  }

  has(path: string): boolean {
    return existsSync(join(this.folder, path))
  }

  async #npm(...args: string[]): Promise<string> {
    const { node, npm } = this.#tools
    const words = [...args, '--prefer-offline', '--no-audit', '--no-fund']
    const { exitCode, text } = await this.#start(npm === undefined ? ['npm', ...words] : [node, npm, ...words])
    if (exitCode !== 0) throw new Error(`npm ${args.join(' ')} ended with ${exitCode}:\n${text}`)
    return text
  }

  async #start([program, ...args]: readonly string[]): Promise<{ exitCode: number; text: string }> {
    const { exitCode = -1, all } = await execa(program!, args, {
      ...{ cwd: this.folder, env: this.#env, all: true, reject: false, stdin: 'ignore', timeout: 240_000 },
    })
    return { exitCode, text: all }
  }
}

/** What npm says of scripts that it runs, or would run, at installing. */
export const saysScripts = /install.?scripts?|allow-?scripts/i
