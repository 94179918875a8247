import type { LiveValues } from '../../lib/notebook/index.ts'
import { endLongRuns, flawsDrawn, manySettings } from '../../test/helpers/random-settings.ts'
import { buildIfChanged } from '../built.js'
import { type LessonFigure, lessonFigures, madeFigure } from '../gallery/lesson-figures.ts'

/** How soak has it: so many settings of each figure, within so many seconds of the processor for each. */
export interface LiveSoak {
  count: number
  seconds: number
  seed: number
  /** Numbers of lessons and names of figures; all unless told. */
  wanted: readonly string[]
}

/** Makes each live figure with random settings, and says of each kind of flaw with which it was seen first. @returns how many kinds */
export async function soakLive({ count, seconds, seed, wanted }: LiveSoak): Promise<number> {
  await buildIfChanged()
  endLongRuns()
  const isWanted = ({ lesson, live }: LessonFigure): boolean =>
    wanted.length === 0 || wanted.includes(live.export) || wanted.includes(lesson.split('-')[0]!)
  let kinds = 0
  for (const figure of lessonFigures().filter(isWanted)) kinds += await soakFigure(figure, { count, seconds, seed })
  console.log(`${kinds} kinds of flaws; the same again: npm run soak -- --live ${count} --seed ${seed}`)
  return kinds
}

async function soakFigure(
  { lesson, live }: LessonFigure,
  { count, seconds, seed }: Omit<LiveSoak, 'wanted'>,
): Promise<number> {
  const make = (values: LiveValues) => madeFigure(live, values)
  const found = new Map<string, { flaw: string; values: LiveValues; times: number }>()
  const took: number[] = []
  let slowest: { time: number; values: LiveValues } | undefined
  const began = processorTime()
  for (const drawn of manySettings(live, count, seed)) {
    const before = processorTime()
    const { flaws, values } = await flawsDrawn(live, make, drawn)
    const time = processorTime() - before
    took.push(time)
    if (time > (slowest?.time ?? 0)) slowest = { time, values }
    for (const flaw of flaws) {
      const kind = flaw.replace(/[−-]?\d[\d,. ]*/g, '#').slice(0, 90)
      const known = found.get(kind)
      if (known) known.times++
      else found.set(kind, { flaw, values, times: 1 })
    }
    if (processorTime() - began > 1000 * seconds) break
  }
  const median = took.toSorted((one, other) => one - other)[took.length >> 1] ?? 0
  console.log(
    `${lesson.split('-')[0]} ${live.export}: ${took.length} settings, ${found.size} kinds of flaws; made and checked in ` +
      `${median.toFixed(0)} ms, the slowest in ${slowest?.time.toFixed(0)} by ${JSON.stringify(slowest?.values)}`,
  )
  for (const { flaw, values, times } of found.values())
    console.log(`  ${times} × ${flaw}\n      ${JSON.stringify(values)}`)
  return found.size
}

/** Milliseconds. */
function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
