import { realpathSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { Graph, type Hold } from '../cache/graph.ts'
import type { NotebookGround } from '../cache/ground.ts'
import { UsageError } from '../command/index.ts'
import { configPlaces } from '../config/find.ts'
import { count } from '../words.ts'
import { buildRulesOf } from './build-rules.ts'
import type { Io } from './io.ts'
import type { Loaded } from './load.ts'
import { nothingRun } from './problems.ts'
import { questionAbout } from './question.ts'
import { type Changes, changesSince, repositoryOf } from './repository.ts'
import type { ConfigArguments } from './settings.ts'
import { shownPath } from './shown-path.ts'

export interface ChangedArguments extends Pick<ConfigArguments, 'envFile'> {
  /** A commit: what its branch and this one have in common is compared with the working tree; HEAD is compared as it is. */
  changed?: string
}

/** A notebook that what changed may touch, and why. */
export interface Touched {
  loaded: Loaded
  why: string
}

/**
 * The notebooks whose result may be another than at the commit: those that hang on what differs since, and those of which nobody
 * can tell.
 *
 * @throws UsageError when git cannot tell what differs
 */
export async function touchedSince(
  rev: string,
  notebooks: readonly Loaded[],
  { envFile = [] }: ChangedArguments,
  io: Pick<Io, 'cwd' | 'env'>,
): Promise<Touched[]> {
  const graph = new Graph(io.env)
  const shown = (path: string) => shownPath(path, io.cwd)
  const held: HeldNotebook[] = []
  for (const loaded of notebooks) {
    const path = realWay(resolve(io.cwd, loaded.path))
    const top = repositoryOf(dirname(path))
    if (top === undefined) {
      const remedy = 'call it in a repository, or leave --changed out'
      refuseUnversioned(`${loaded.path} is in no git repository, and --changed asks git what differs: ${remedy}`)
    }
    const config = loaded.settings.config?.file
    const files = [...envFile.map((file) => resolve(io.cwd, file)), ...(config === undefined ? [] : [config])]
    const places = [...configPlaces(dirname(path)), ...files]
    // A kernel that is not there is told of when it is to run.
    const rules = buildRulesOf(loaded.settings.config)
    const hold = await questionAbout(loaded, io)
      .then((question) => graph.look(question, places, rules))
      .catch((): Hold => ({ unknown: 'what it hangs on cannot be known' }))
    held.push({ loaded, ways: [...new Set([path, realpathSync(path)])], top, hold })
  }
  const tops = [...new Set(held.map(({ top }) => top))]
  const repositories = await Promise.all(tops.map((top) => changesSince(rev, top)))
  const found = repositories.map((changes) =>
    touchedIn(
      held.filter(({ top }) => top === changes.top),
      changes,
    ),
  )
  const why = new Map((await Promise.all(found)).flat().map((each) => [each.loaded, each.why]))
  return notebooks.flatMap((loaded) => (why.has(loaded) ? [{ loaded, why: why.get(loaded)! }] : []))

  async function touchedIn(those: readonly HeldNotebook[], changes: Changes): Promise<Touched[]> {
    const missing = those.flatMap(({ hold }) => hold.ground?.missing() ?? [])
    const ignored = await changes.ignored([...new Set(missing)])
    const folders = those.flatMap(({ hold }) => [...(hold.ground?.sourceFolders ?? [])])
    const unseen = await changes.ignoredIn([...new Set(folders)])
    return those.flatMap(({ loaded, ways, hold }) => {
      const why = whyTouched(ways, hold, changes) ?? whyInDoubt(ways, hold, changes, { ignored, unseen })
      return why === undefined ? [] : [{ loaded, why }]
    })
  }

  function whyTouched(ways: readonly string[], hold: Hold, { paths }: Changes): string | undefined {
    if (paths.some((changed) => ways.some((way) => way === changed || way.startsWith(join(changed, sep)))))
      return 'it changed'
    const [first, ...others] = paths.filter((changed) => hold.ground?.isTouchedBy(changed))
    if (first === undefined) return hold.unknown
    return `${shown(first)} changed${others.length > 0 ? `, and ${others.length} more` : ''}`
  }

  /** What git does not know of may have changed. */
  function whyInDoubt(
    ways: readonly string[],
    hold: Hold,
    changes: Changes,
    { ignored, unseen: passedOver }: { ignored: ReadonlySet<string>; unseen: readonly string[] },
  ): string | undefined {
    const { ground } = hold
    if (!ground) return undefined
    const isOutside = (file: string) => !file.startsWith(join(changes.top, sep))
    const isAnothers = (file: string) => /[\\/]node_modules[\\/]/.test(file) || (isOutside(file) && graph.isOwn(file))
    const untold = (file: string) => !isAnothers(file) && !changes.tells(file)
    const inBuilds = whyBuildInDoubt(ground, untold)
    if (inBuilds !== undefined) return inBuilds
    const unknown = [...ways, ...ground.files].find(untold)
    const unseen =
      unknown ??
      [...ground.lost].find(isOutside) ??
      ground.missing().find((place) => ignored.has(place)) ??
      passedOver.find((place) => ground.isPart(place))
    return unseen === undefined ? undefined : `git does not tell whether ${shown(unseen)} changed`
  }

  /** What is built is what its sources say only if it is, and was made of them since. */
  function whyBuildInDoubt(ground: NotebookGround, untold: (file: string) => boolean): string | undefined {
    const [unmade] = ground.unmade
    if (unmade !== undefined) return `${shown(unmade)} is not there: build it`
    const made = [...ground.made].filter(([file]) => untold(file))
    const orphan = made.find(([, origins]) => origins.length === 0 && ground.sourceFolders.size === 0)?.[0]
    if (orphan !== undefined) return `it is not known what ${shown(orphan)} is built from`
    const unbuilt = made.length > 0 ? ground.unbuilt() : undefined
    return unbuilt && `${shown(unbuilt.made)} is older than ${shown(unbuilt.source)}: build it`
  }
}

interface HeldNotebook {
  loaded: Loaded
  /** To its file, absolute: as git names it, and without any link. */
  ways: readonly string[]
  /** Of its repository. */
  top: string
  hold: Hold
}

/** As git names it: links in the way to it are followed, one that it is itself is not. */
function realWay(path: string): string {
  return join(realpathSync(dirname(path)), basename(path))
}

/** `2 of 14 notebooks are touched by what differs from HEAD` */
export function toldOfChanged(touched: readonly Touched[], all: number, rev: string): string {
  const since = rev === 'HEAD' ? 'from HEAD' : `since ${rev} and HEAD parted`
  const number = touched.length === 0 ? 'none' : touched.length
  const are = touched.length > 1 ? 'are' : 'is'
  return `${number} of ${count(all, 'notebook')} ${are} touched by what differs ${since}`
}

function refuseUnversioned(message: string): never {
  throw new UsageError(message, { consequence: nothingRun })
}
