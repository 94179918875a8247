import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { MadePages, type PageAnswer } from '../cache/index.ts'
import { exitCodes, UsageError } from '../command/index.ts'
import { FileError, obstacleIn, writeWhole } from '../files/index.ts'
import type {
  LessonOptions,
  Omission,
  PageFacts,
  PageVerification,
  Picture,
  Pictures,
  RenderedLesson,
} from '../lesson/index.ts'
import { isCode } from '../notebook/index.ts'
import { coloursFor } from '../report/index.ts'
import { count } from '../words.ts'
import { besideOf, byFiles, ordersOf, siteConfig, writeBeside } from './beside.ts'
import { downloadsOf, type PageDownloads } from './downloads.ts'
import type { Executions } from './execute.ts'
import type { Following } from './following.ts'
import { groupsOf } from './groups.ts'
import type { Io } from './io.ts'
import { type CacheArguments, folderOfKept, forgiving, whyNothingStands } from './kept.ts'
import { type Loaded, loadNotebooks, whole } from './load.ts'
import { formatOmissions } from './omissions.ts'
import { describeProblem, type Problem, unwritten } from './problems.ts'
import { Project } from './project.ts'
import type { ConfigArguments } from './settings.ts'
import { shownPath } from './shown-path.ts'
import { fileOf, pageAddress, Site, type SitePage } from './site.ts'
import { LeftVerdicts } from './verdicts.ts'

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

/** A page that may be written, or is there already. */
interface Ready {
  omissions: readonly Omission[]
  write: () => Promise<void>
}

/** What is kept of a page beside its file. */
interface PageRecord {
  omissions: readonly Omission[]
  facts: PageFacts
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
  const forgive = forgiving(io)
  // What is elsewhere may be another picture by now.
  const isKept = whyNothingStands(options, io) === undefined && !options.embedRemote
  const kept = follow?.made ?? (isKept ? new MadePages(folderOfKept(options, io), out) : undefined)
  if (!options.verify && (options.env || options.envFile || options.cwd !== undefined))
    throw new UsageError('--env, --env-file and --cwd are for --verify: nothing is run without it', {
      consequence: nothingWritten,
    })
  const project = follow?.project ?? (await Project.open(options, io))
  const found = await loadNotebooks(paths, io, 'No page was made of it.', {
    output: options.out,
    project,
    isRun: false,
    ...(follow && { remembered: follow.remembered }),
  })
  const { notebooks, problems } = found
  const pages: SitePage[] = []
  for (const loaded of notebooks) pages.push({ loaded, file: fileOf(loaded), title: await titleOf(loaded) })
  const config = siteConfig(notebooks, project)
  const groups = await groupsOf(pages, config, io.cwd)
  pages.sort((one, other) => groups.placeOf(one) - groups.placeOf(other))
  const orders = await ordersOf(pages, config, io.cwd)
  if (orders?.[0]) pages.sort(byFiles(orders[0].files))
  const site = new Site(pages, options.title ?? config?.settings.title, io.cwd)
  follow?.begun(site)
  const { verbose = false } = options
  const colours = coloursFor(io.env, io.stdout.isTTY === true)
  const ready: (() => Promise<void>)[] = []
  const made = new Map<SitePage, PageFacts>()
  const downloads = new Map<SitePage, PageDownloads>()
  const fetched = new Map<string, Promise<Picture>>()
  /** What keeps pages from being written, each told once. */
  const unmade = new Map<string, { said: Problem; more: number }>()
  let lacking = 0
  const verifications = await verificationsOf(pages)
  for (const page of pages) {
    try {
      downloads.set(page, await downloadsOf(page, out, kept, io))
      const { omissions, write } = (await madeBefore(page)) ?? (await makeNow(page))
      io.stdout.write(formatOmissions(page.loaded, omissions, colours))
      if (omissions.length > 0) lacking += 1
      const writeAll = () => write().then(() => writeDownloads(page))
      // Nothing is written before the last one is known to lack nothing.
      if (options.strict) ready.push(writeAll)
      else await writeAll()
    } catch (error) {
      problems.push({ path: page.loaded.path, error, consequence: 'No page was made of it.' })
    }
  }
  if (options.strict) {
    const unverified = pages.filter((page) => !isShownVerified(page))
    const refusal = whyNotWritten(lacking, unverified)
    if (refusal !== undefined || problems.length > 0) {
      for (const problem of problems)
        io.stderr.write(describeProblem({ ...problem, consequence: nothingWritten }, verbose))
      if (refusal !== undefined) io.stdout.write(` ${colours.red('✗')} ${refusal}. ${nothingWritten}\n`)
      return problems.length > 0 ? exitCodes.couldNot : exitCodes.wrong
    }
    for (const write of ready) await write()
  }
  for (const { said, more } of unmade.values()) {
    const others = more > 0 ? ` Nor of ${count(more, 'more notebook')}, for the same reason.` : ''
    problems.push({ ...said, consequence: `${said.consequence}${others}` })
  }
  for (const problem of problems) io.stderr.write(describeProblem(problem, verbose))
  const { index } = site
  if (made.size > 0) {
    if (index) await writeSite(index.title)
    const pages = `${count(made.size, 'page')}${index && !site.hasOwnIndex ? ' and an index' : ''}`
    io.stdout.write(
      ` ${colours.green('✓')} ${pages}: ${shownPath(join(out, index?.file ?? [...made.keys()][0]!.file), io.cwd)}\n`,
    )
  }
  if (kept && !follow) await forgive(() => kept.close())
  const printed = options.print && made.size > 0 ? await print() : exitCodes.good
  return problems.length > 0 ? exitCodes.couldNot : printed

  /** All that was made, for paper. */
  async function print(): Promise<number> {
    const { printSite } = await import('./print.ts')
    const views = [...made.keys()].map(async (page) => {
      const { verification } = lessonOptions(page, [])
      const { notebook } = await whole(page.loaded, io)
      const paper = { name: page.loaded.name, kind: site.kind, ...(verification && { verification }) }
      const { picturesWanted } = await import('../lesson/index.ts')
      const pictures = await picturesOf(page, picturesWanted(notebook, paper))
      return { page, notebook, options: { ...paper, pictures }, ...groups.groupOf(page) }
    })
    const { description } = config?.settings ?? {}
    const course = { folder: join(out, 'print'), title: index?.title, description }
    return printSite(await Promise.all(views), course, io, verbose)
  }

  /** Of those of which something is known. */
  async function verificationsOf(pages: readonly SitePage[]): Promise<Map<SitePage, PageVerification>> {
    const left = new LeftVerdicts(options, io)
    const known = new Map<SitePage, PageVerification>()
    for (const page of pages) {
      const { loaded } = page
      const justNow = verified.find((each) => each.loaded.path === loaded.path)
      // What cannot be read any more is told of when its page is made.
      const verification =
        justNow || !options.verify ? await left.pageVerification(loaded, justNow).catch(() => undefined) : undefined
      if (verification) known.set(page, verification)
    }
    left.tellDamaged()
    return known
  }

  async function titleOf({ notebook, name, fingerprint }: Loaded): Promise<string> {
    const known = kept?.title([fingerprint, name])
    if (known !== undefined) return known
    const title = (await import('../lesson/title.ts')).titleOf(notebook, name)
    kept?.keepTitle([fingerprint, name], title)
    return title
  }

  /** A page that is there and would come out the same. */
  async function madeBefore(page: SitePage): Promise<Ready | undefined> {
    const before = kept?.told(join(out, page.file), inputsOf(page), answerFor(page))
    if (!before) return undefined
    const { omissions, facts } = before.told as PageRecord
    return { omissions, write: async () => void made.set(page, facts) }
  }

  async function makeNow(page: SitePage): Promise<Ready> {
    const answers: PageAnswer[] = []
    const rendered = await render(page, answers)
    const { omissions, wanted, facts } = rendered
    const told: PageRecord = { omissions, facts }
    const write = async () => {
      if (!(await writePage(page, rendered))) return
      if (wanted.length === 0) kept?.keep(join(out, page.file), inputsOf(page), answers, told)
    }
    return { omissions, write }
  }

  function inputsOf(page: SitePage): unknown {
    const { fingerprint, path } = page.loaded
    return [fingerprint, path, lessonOptions(page, [])]
  }

  function answerFor(page: SitePage): (question: PageAnswer[0], path: string) => PageAnswer[2] {
    return (question, path) => {
      if (question === 'pageOf') return site.hrefOf(path, page, io.cwd) ?? null
      return site.has(path, page) || existsSync(resolve(out, dirname(page.file), path))
    }
  }

  async function writeSite(title: string): Promise<void> {
    const isVerified = (page: SitePage) => verificationOf(page)?.verified
    const lead = await leadOfIndex()
    const beside = besideOf({ site, title, made, groups, isVerified, orders, lead, config })
    await writeBeside(out, beside, kept)
  }

  /** The figure of the first page that has one for the index. */
  async function leadOfIndex() {
    for (const { loaded } of made.keys()) {
      if (!loaded.notebook.cells.some(({ metadata }) => metadata.ackbook?.lead === 'index')) continue
      const { indexLead } = await import('../lesson/index.ts')
      const lead = await whole(loaded, io).then(
        ({ notebook }) => indexLead(notebook),
        () => undefined,
      )
      if (lead) return lead
    }
    return undefined
  }

  /** Once; and once more, when the page shows pictures that have to be looked for. */
  async function render(page: SitePage, answers: PageAnswer[]): Promise<RenderedLesson> {
    const { renderLesson } = await import('../lesson/index.ts')
    const { notebook } = await whole(page.loaded, io)
    const rendered = renderLesson(notebook, lessonOptions(page, answers))
    if (rendered.wanted.length === 0) return rendered
    const pictures = await picturesOf(page, rendered.wanted)
    // A file may be another picture by the next time: such a page is made anew.
    return { ...renderLesson(notebook, { ...lessonOptions(page, answers), pictures }), wanted: rendered.wanted }
  }

  async function picturesOf({ loaded: { path, below } }: SitePage, wanted: readonly string[]): Promise<Pictures> {
    if (wanted.length === 0) return new Map()
    const { lookForPictures } = await import('./pictures.ts')
    const fetch = options.embedRemote ? fetchOnce : undefined
    const file = resolve(io.cwd, path)
    const given = resolve(file, ...below.split(sep).map(() => '..'))
    follow?.looked(dirname(file), wanted)
    return lookForPictures(wanted, { folder: dirname(file), given, fetch })
  }

  function fetchOnce(address: string): Promise<Picture> {
    const before = fetched.get(address)
    if (before) return before
    const picture = io.fetchPicture(address)
    fetched.set(address, picture)
    return picture
  }

  /** A page whose links lead nowhere is a page all the same. */
  async function writeDownloads(page: SitePage): Promise<void> {
    if (!made.has(page)) return
    try {
      await downloads.get(page)?.write()
    } catch (error) {
      // Saved again meanwhile: the next turn has it.
      if (follow && error instanceof FileError && error.path === page.loaded.path) return
      noteUnmade(error, `What ${page.loaded.path} offers to take along is not all there.`)
    }
  }

  async function writePage(page: SitePage, rendered: RenderedLesson): Promise<boolean> {
    try {
      await writeWhole(join(out, page.file), rendered.html)
      made.set(page, rendered.facts)
      follow?.wrote(page, rendered)
      return true
    } catch (error) {
      noteUnmade(error, `No page was made of ${page.loaded.path}.`)
      return false
    }
  }

  /** A disk that is full is so for all. */
  function noteUnmade(error: unknown, consequence: string): void {
    const said = unwritten(error, consequence, io.cwd)
    const { message } = said.error as Error
    const same = unmade.get(message)
    if (same) same.more += 1
    else unmade.set(message, { said, more: 0 })
  }

  /** A notebook that runs nothing needs no verifying. */
  function isShownVerified(page: SitePage): boolean {
    const verification = verificationOf(page)
    if (verification) return verification.verified && verification.findings.length === 0
    return !page.loaded.notebook.cells.some(isCode)
  }

  /** @param answers gets what is asked while the page is made */
  function lessonOptions(page: SitePage, answers: PageAnswer[]): LessonOptions {
    const { index, kind } = site
    const answer = answerFor(page)
    const noted = (question: PageAnswer[0], path: string) => {
      answers.push([question, path, answer(question, path)])
      return answers.at(-1)![2]
    }
    const verification = verificationOf(page)
    return {
      name: page.loaded.name,
      links: site.linksFrom(page),
      glossary: site.glossaryFor(page),
      kind,
      ...(site.id !== undefined && {
        place: { site: site.id, file: page.file },
        allQuestions: site.questionsFrom(page),
      }),
      ...{ language: config?.settings.language, footer: config?.settings.footer, address: config?.settings.address },
      ...(index && { course: { title: index.title, href: pageAddress(index.file, page.file) } }),
      pageOf: (path) => (noted('pageOf', path) as string | null) ?? undefined,
      isThere: (path) => noted('isThere', path) === true,
      downloads: downloads.get(page)?.links ?? [],
      ...(verification && { verification }),
    }
  }

  /** What the page may say of its notebook. */
  function verificationOf(page: SitePage): PageVerification | undefined {
    return verifications.get(page)
  }
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
