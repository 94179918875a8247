import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { removeTemporary, temporaryBeside } from '../../files/temporary.ts'

/** Its process has a worker that loads what talks over sockets, as a cell may. */
const probeScript = `const { startupSnapshot } = require('node:v8')
startupSnapshot.setDeserializeMainFunction(() => {
  const { Worker } = require('node:worker_threads')
  new Worker("require('node:net')", { eval: true, execArgv: [] })
})
`

/**
 * Tries what some versions of Node cannot do: Node 22 ends a process that was started from a snapshot when a worker loads `node:net`.
 *
 * @param beside a file in the folder that is used for it
 * @throws Error that says so
 */
export async function probeWorkers(node: string, beside: string, signal: AbortSignal): Promise<void> {
  const [file, blob] = [temporaryBeside(`${beside}.probe.cjs`), temporaryBeside(`${beside}.probe.blob`)]
  const start = (...words: string[]) =>
    runNode(node, ['--snapshot-blob', blob, ...words], { signal, windowsHide: true })
  try {
    await writeFile(file, probeScript, { mode: 0o600 })
    await start('--build-snapshot', file)
    await start(file).catch((error: Error) => {
      if (error.name === 'AbortError') throw error
      throw new Error(`this Node, ${process.version}, would end a kernel as soon as a Worker loads node:net`)
    })
  } finally {
    for (const path of [file, blob]) await removeTemporary(path)
  }
}

const runNode = promisify(execFile)
