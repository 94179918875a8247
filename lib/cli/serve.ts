import { realpath } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exitCodes, UsageError } from '../command/index.ts'
import { removeTemporary, sweepFolders, temporaryFolder } from '../files/index.ts'
import { coloursFor } from '../report/index.ts'
import { type PageServer, type ServedPages, servePages } from '../serve/index.ts'
import { count } from '../words.ts'
import type { Io } from './io.ts'
import { formatOmissions } from './omissions.ts'
import { type Round, Rounds, type RoundsOptions } from './rounds.ts'
import { Turns } from './turns.ts'

export interface ServingOptions extends Omit<RoundsOptions, 'out' | 'kept'> {
  /** One that is free, unless told. */
  port?: number
  /** Shows the pages in the user's browser. */
  open?: boolean
}

/** What the folder of the pages is called, which is there while they are served. */
const pagesFolder = 'ackbook-pages'

/**
 * `ackbook serve`: the pages of notebooks in a browser, each made again when its notebook is saved, until Ctrl-C.
 *
 * @throws UsageError when the port cannot be had, ConfigError
 */
export async function serveNotebooks(paths: readonly string[], options: ServingOptions, io: Io): Promise<number> {
  let interrupt = (): void => undefined
  const interrupted = new Promise<'interrupted'>((resolve) => {
    interrupt = () => resolve('interrupted')
  })
  const release = io.onInterrupt(interrupt)
  await sweepFolders(tmpdir(), pagesFolder)
  const folder = await temporaryFolder(tmpdir(), pagesFolder)
  try {
    const out = await realpath(folder)
    return await serveFrom({ out, paths, options, io, interrupted })
  } finally {
    await removeTemporary(folder)
    release()
  }
}

interface Serving {
  /** The folder for the pages, absolute, without symbolic links. */
  out: string
  paths: readonly string[]
  options: ServingOptions
  io: Io
  interrupted: Promise<'interrupted'>
}

async function serveFrom({ out, paths, options, io, interrupted }: Serving): Promise<number> {
  const { port = 0, open, ...others } = options
  const colours = coloursFor(io.env, io.stdout.isTTY === true)
  let server: PageServer | undefined
  const rounds = await Rounds.open(paths, { ...others, out, kept: join(out, '.kept') }, io, (page, { omissions }) => {
    io.stdout.write(formatOmissions(page.loaded, omissions, colours))
    void server?.changed()
  })
  const first = rounds.make()
  if ((await Promise.race([first, interrupted])) === 'interrupted') {
    await first
    return exitCodes.good
  }
  let { pages, problems } = await first
  io.stderr.write(linesOf(problems))
  if (pages.length === 0) return exitCodes.couldNot
  server = await served({ folder: out, port, front: () => rounds.front })
  const { address, show, changed, close } = server
  const turns = new Turns(rounds, tell)
  try {
    show(problems)
    io.stdout.write(` ${colours.green('✓')} ${count(pages.length, 'page')}: ${address}   (Ctrl-C ends)\n`)
    if (open) await (await import('./show-address.ts')).showInBrowser(address, io)
    turns.start()
    await interrupted
    return exitCodes.good
  } finally {
    await turns.end()
    await close()
  }

  function tell(round: Round, isLast: boolean): void {
    void changed()
    const done = roundInWords(round, isLast ? problems : [])
    if (done !== undefined) io.stdout.write(` ${colours.green('✓')} ${done}\n`)
    if (!isLast) return
    if (linesOf(round.problems) !== linesOf(problems)) io.stderr.write(linesOf(round.problems))
    problems = round.problems
    show(problems)
  }
}

/** What a round has done, in words; `undefined` when it changed nothing. */
function roundInWords({ pages, problems, milliseconds }: Round, before: readonly string[]): string | undefined {
  const [first, ...others] = pages
  if (first === undefined) return before.length > 0 && problems.length === 0 ? 'nothing is wrong any more' : undefined
  const what = others.length > 0 ? count(pages.length, 'page') : first.loaded.path
  return `${what}   ${Math.round(milliseconds)} ms`
}

function linesOf(problems: readonly string[]): string {
  return problems.map((problem) => `${problem}\n`).join('')
}

async function served(pages: ServedPages): Promise<PageServer> {
  return servePages(pages).catch((cause: NodeJS.ErrnoException) => {
    const reason =
      cause.code === 'EADDRINUSE' ? 'is taken' : cause.code === 'EACCES' ? 'is not for everyone' : undefined
    if (reason === undefined) throw cause
    throw new UsageError(`port ${pages.port} ${reason}: name another by --port, or none for one that is free`, {
      cause,
    })
  })
}
