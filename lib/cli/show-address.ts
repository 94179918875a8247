import { execa } from 'execa'
import { formatProblem } from '../report/index.ts'
import type { Io } from './io.ts'

/** Shows an address in the user's browser; where that cannot be, says so. */
export async function showInBrowser(address: string, io: Pick<Io, 'env' | 'stderr'>): Promise<void> {
  const [file, ...args] = opener(address)
  const { failed } = await execa(file, args, { env: io.env, extendEnv: false, stdio: 'ignore', reject: false })
  if (failed)
    io.stderr.write(formatProblem(undefined, `no browser could be opened by ${file}`, 'Open the address yourself.'))
}

function opener(address: string): [file: string, ...args: string[]] {
  if (process.platform === 'darwin') return ['open', address]
  return process.platform === 'win32' ? ['cmd', '/c', 'start', '', address] : ['xdg-open', address]
}
