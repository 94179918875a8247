import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/**
 * A program in a process of its own; the socket library is in scope as `library` and `systemHost`. It is the built
 * library on plain Node: a loader of TypeScript opens and closes descriptors while the program counts its own.
 */
export interface Child {
  readonly process: ChildProcess
  /** Resolves once the child has printed such a line; rejects if it ends before. */
  line(start: string): Promise<string>
  /** Its end: exit code or signal, and all it printed. */
  readonly ended: Promise<{ code: number | null; signal: string | null; output: string }>
}

/**
 * @param launch the command before `node`, such as a shell that lowers a limit
 */
export function child(
  program: string,
  launch: readonly string[] = [],
  environment: Record<string, string> = {},
): Child {
  const folder = mkdtempSync(join(tmpdir(), 'ackbook-socket-'))
  const path = join(folder, 'child.mjs')
  const room = (name: string): string => pathToFileURL(join(ROOT, 'lib/dist/socket', name)).href
  writeFileSync(
    path,
    `import * as library from '${room('index.js')}'
import { systemHost, socketTable } from '${room('system/index.js')}'
${program}`,
  )
  const [command = '', ...args] = [...launch, process.execPath, path]
  // The test runner asks for colours, which would be in what the child prints.
  const { FORCE_COLOR, NO_COLOR, ...inherited } = process.env
  const started = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...inherited, ...environment },
  })
  let output = ''
  const readers = new Set<() => void>()
  const note = (text: Buffer): void => {
    output += text
    for (const reader of readers) reader()
  }
  started.stdout.on('data', note)
  started.stderr.on('data', note)
  const ended = new Promise<{ code: number | null; signal: string | null; output: string }>((resolve, reject) => {
    started.on('error', reject)
    started.on('close', (code, signal) => {
      rmSync(folder, { recursive: true, force: true })
      resolve({ code, signal, output })
    })
  })
  const line = (start: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = output.split('\n').find((text, index, all) => text.startsWith(start) && index < all.length - 1)
        if (found === undefined) return
        readers.delete(look)
        resolve(found)
      }
      readers.add(look)
      ended.then(() => reject(new Error(`the child ended without a line "${start}":\n${output}`)), reject)
      look()
    })
  return { process: started, line, ended }
}
