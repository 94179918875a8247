import { coloursFor, formatWhy } from '../report/index.ts'
import type { ChangedArguments } from './changed.ts'
import type { Io } from './io.ts'
import type { LoadedAll } from './load.ts'

/**
 * Of notebooks that were loaded those that `--changed` leaves, and says how many; all of them without it.
 *
 * @throws UsageError when git cannot tell what differs
 */
export async function onlyTouched<All extends LoadedAll>(
  all: All,
  options: ChangedArguments & { why?: boolean },
  io: Io,
): Promise<All> {
  const { changed, why: isAsked = false } = options
  if (changed === undefined) return all
  const { toldOfChanged, touchedSince } = await import('./changed.ts')
  const touched = await touchedSince(changed, all.notebooks, options, io)
  const colours = coloursFor(io.env, io.stdout.isTTY === true)
  const layout = { colours, nameWidth: Math.max(0, ...touched.map(({ loaded }) => Math.min(loaded.name.length, 48))) }
  io.stdout.write(`${colours.dim(toldOfChanged(touched, all.notebooks.length, changed))}\n`)
  for (const { loaded, why } of isAsked ? touched : []) io.stdout.write(formatWhy(loaded.name, why, layout))
  return { ...all, notebooks: touched.map(({ loaded }) => loaded) }
}
