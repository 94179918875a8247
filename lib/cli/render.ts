import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { MadePages } from '../cache/index.ts'
import { exitCodes, UsageError, worse } from '../command/index.ts'
import { obstacleIn } from '../files/index.ts'
import { coloursFor } from '../report/index.ts'
import { count } from '../words.ts'
import { writeSite } from './beside.ts'
import type { Executions } from './execute.ts'
import type { Following } from './following.ts'
import { gatherPages } from './gather-pages.ts'
import type { Io } from './io.ts'
import { type CacheArguments, folderOfKept, forgiving, whyNothingStands } from './kept.ts'
import { formatUnmoved, LiveMaker, type Unmoved } from './live.ts'
import { formatOmissions } from './omissions.ts'
import { PageMaker, type ReadyPage } from './page-maker.ts'
import { PagePictures } from './page-pictures.ts'
import { describeProblem, type Problem } from './problems.ts'
import { Project } from './project.ts'
import type { ConfigArguments } from './settings.ts'
import { shownPath } from './shown-path.ts'
import { isShownVerified, shownVerdicts } from './shown-verdicts.ts'
import type { SitePage } from './site.ts'

export interface RenderOptions extends CacheArguments, Pick<ConfigArguments, 'config' | 'env' | 'envFile' | 'cwd'> {
  /** They were run and verified before. */
  verify?: boolean
  /** The folder of the pages. */
  out: string
  /** The heading of the index. */
  title?: string
  /** Fetches pictures from elsewhere and puts them into the pages. */
  embedRemote?: boolean
  /** Makes PDFs too. */
  print?: boolean
  /** Writes nothing when a page would lack something, or show what is not verified. */
  strict?: boolean
  verbose?: boolean
}

const nothingWritten = 'Nothing was written.'

/**
 * `ackbook render`: a page a notebook, and an index.
 *
 * @param verified what verifying found, where the caller has just done so; of others what was left when they were verified
 * @param follow where it is one turn of many: what the turns share, and who hears of each page
 */
export async function renderNotebooks(
  paths: readonly string[],
  options: RenderOptions,
  io: Io,
  verified: Executions['entries'] = [],
  follow?: Following,
): Promise<number> {
  const out = resolve(io.cwd, options.out)
  await checkFolder(out, options.out)
  checkIsForRun(options)
  const { verbose = false } = options
  const colours = coloursFor(io.env, io.stdout.isTTY === true)
  const kept = follow?.made ?? (mayStand(options, io) ? new MadePages(folderOfKept(options, io), out) : undefined)
  const project = follow?.project ?? (await Project.open(options, io))

  const { out: output, title } = options
  const gathered = await gatherPages(paths, { output, title, project, kept, remembered: follow?.remembered }, io)
  const { site, problems } = gathered
  follow?.begun(site)
  const verdicts = await shownVerdicts(site.pages, options, io, verified)
  const pictures = new PagePictures(io, options.embedRemote === true, follow)
  const sources = { ...gathered, out, kept, verdicts, pictures, follow }
  const maker = new PageMaker(sources, io)

  const figures = new LiveMaker(site.pages, site.index !== undefined, out, kept, io)
  // Whoever serves pages wants the first one soon; strict rendering may write nothing.
  if (!follow && !options.strict) await figures.begin()

  let unmoved: readonly Unmoved[] = []
  const waiting = await makeEach()
  if (options.strict) {
    const unverified = site.pages.filter((page) => !isShownVerified(page, verdicts.get(page)))
    const refusal = whyNotWritten(waiting.filter(({ omissions }) => omissions.length > 0).length, unverified)
    if (refusal !== undefined || problems.length > 0) {
      tell(problems.map((problem) => ({ ...problem, consequence: nothingWritten })))
      if (refusal !== undefined) io.stdout.write(` ${colours.red('✗')} ${refusal}. ${nothingWritten}\n`)
      return problems.length > 0 ? exitCodes.couldNot : exitCodes.wrong
    }
    for (const { write } of waiting) await write()
  }
  problems.push(...maker.unmade.problems())
  tell(problems)

  const { made } = maker
  const [first] = made.keys()
  if (first) {
    const beside = async () => {
      await maker.cells.writeImported()
      const { files, unmoved: left } = await figures.write()
      unmoved = left
      if (unmoved.length > 0) io.stderr.write(formatUnmoved(unmoved))
      await writeSite({ ...sources, made, live: files }, out, kept, io)
    }
    await (follow ? follow.beside(beside) : beside())
    const pages = `${count(made.size, 'page')}${site.index && !site.hasOwnIndex ? ' and an index' : ''}`
    const front = shownPath(join(out, (site.index ?? first).file), io.cwd)
    io.stdout.write(` ${colours.green('✓')} ${pages}: ${front}\n`)
  }
  if (kept && !follow) await forgiving(io)(() => kept.close())
  let printed: number = unmoved.length > 0 ? exitCodes.wrong : exitCodes.good
  if (options.print && first) {
    const { printMade } = await import('./print-made.ts')
    printed = worse(printed, await printMade({ ...sources, made }, io, verbose))
  }
  return problems.length > 0 ? exitCodes.couldNot : printed

  /** Strict rendering writes nothing before the last one is known to lack nothing. */
  async function makeEach(): Promise<ReadyPage[]> {
    const all: ReadyPage[] = []
    for (const page of site.pages) {
      try {
        const made = await maker.make(page)
        io.stdout.write(formatOmissions(page.loaded, made.omissions, colours))
        if (options.strict) all.push(made)
        else await made.write()
      } catch (error) {
        problems.push({ path: page.loaded.path, error, consequence: 'No page was made of it.' })
      }
    }
    return all
  }

  function tell(all: readonly Problem[]): void {
    for (const problem of all) io.stderr.write(describeProblem(problem, verbose))
  }
}

/** Whether pages may stay as they are. What is elsewhere may be another picture by now. */
function mayStand(options: RenderOptions, io: Io): boolean {
  return whyNothingStands(options, io) === undefined && !options.embedRemote
}

/** Why strict rendering writes nothing, as a sentence without its full stop; `undefined` when it may. */
function whyNotWritten(lacking: number, unverified: readonly SitePage[]): string | undefined {
  const reasons: string[] = []
  if (lacking > 0) reasons.push(`${count(lacking, 'page lacks', 'pages lack')} something (see above)`)
  const [first, ...others] = unverified
  if (first) {
    const more = others.length > 0 ? ` and ${others.length} more are` : ' is'
    reasons.push(`${first.loaded.path}${more} not verified (--verify runs notebooks first)`)
  }
  return reasons.length > 0 ? reasons.join('; ') : undefined
}

async function checkFolder(out: string, given: string): Promise<void> {
  const entry = await stat(out).catch(() => undefined)
  if (entry && !entry.isDirectory())
    throw new UsageError(`--out ${given} is a file: name a folder`, { consequence: nothingWritten })
  const obstacle = await obstacleIn(out)
  if (obstacle !== undefined)
    throw new UsageError(`--out ${given} cannot be written: ${obstacle}`, { consequence: nothingWritten })
}

function checkIsForRun({ verify, env, envFile, cwd }: RenderOptions): void {
  if (!verify && (env || envFile || cwd !== undefined))
    throw new UsageError('--env, --env-file and --cwd are for --verify: nothing is run without it', {
      consequence: nothingWritten,
    })
}
