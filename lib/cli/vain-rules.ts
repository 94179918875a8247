import type { LoadedConfig } from '../config/index.ts'
import { coloursFor, formatVainRules, type VainRule } from '../report/index.ts'
import { namesOfRules } from '../verify/rule-uses.ts'
import type { Executions } from './execute.ts'
import type { Io } from './io.ts'
import type { Loaded } from './load.ts'
import type { Project } from './project.ts'
import { projectRules } from './settings.ts'

/**
 * What is told of rules that found nothing to work on: those of notebooks and cells that were verified whole, and those of a config
 * whose notebooks all were.
 */
export async function vainRules(
  { entries, problems }: Executions,
  notebooks: readonly Loaded[],
  { paths, project, isPart }: { paths: readonly string[]; project: Project; isPart: boolean },
  io: Io,
): Promise<string> {
  const own = entries.flatMap(({ loaded, entry }) =>
    (entry.verification?.rules?.vain ?? []).map(({ rule, cell }): VainRule => ({ rule, place: loaded.name, cell })),
  )
  const shared: VainRule[] = []
  const configs = new Set(notebooks.flatMap(({ settings }) => settings.config ?? []))
  for (const config of isPart || problems.length > 0 ? [] : configs) {
    const vain = vainIn(config)
    if (
      vain.length > 0 &&
      (await project.isWhole(
        config,
        paths,
        notebooks.map(({ path }) => path),
      ))
    )
      shared.push(...vain.map((rule) => ({ rule, place: config.path })))
  }
  return formatVainRules([...shared, ...own], coloursFor(io.env, io.stdout.isTTY === true))

  function vainIn(config: LoadedConfig): string[] {
    const those = notebooks.filter(({ settings }) => settings.config === config)
    const uses = entries.filter(({ loaded }) => those.includes(loaded)).map(({ entry }) => entry.verification?.rules)
    if (uses.length < those.length || uses.some((each) => !each?.isWhole)) return []
    const needed = new Set(uses.flatMap((each) => each?.needed ?? []))
    return namesOfRules(projectRules(config)).filter((name) => !needed.has(name))
  }
}
