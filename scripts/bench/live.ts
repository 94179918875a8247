/**
 * The figures that a reader can make again: how large what a page loads for them is, room by room, and how long each takes in a worker of
 * it. A figure is made again with other values each time, as a slider gives them.
 */
import { type Live, type LiveValues, liveDefaults } from '../../lib/notebook/live.ts'
import { bundleFigures, byLesson, courseFigures, roomSizes } from './live-rooms.ts'
import { figureWorker } from './live-worker.ts'
import { brief, grouped, row } from './report.ts'
import { median } from './statistics.ts'

const TIMES = brief ? 10 : 40
const figures = courseFigures()

console.log('What the live figures of the course load (octets, minified, by gzip -9)')
for (const { name, gzipped, limit } of await roomSizes(figures)) {
  const most = limit === undefined ? '' : `${gzipped > limit ? 'more than' : 'of'} ${grouped(limit)}`
  console.log(row(name, `${grouped(gzipped)} octets`, most))
}

const bundle = await bundleFigures(figures)
for (const [lesson, own] of byLesson(figures)) {
  // A page has a worker of its own.
  const worker = await figureWorker(bundle)
  console.log(`${lesson}, made again in ${worker.where} (milliseconds, the median of ${TIMES})`)
  try {
    for (const { live } of own) {
      const asked = { figure: `${live.module}#${live.export}`, values: neighbours(live), times: TIMES }
      const { first, times } = await worker.run(asked)
      const slow = times.toSorted((one, other) => one - other)[Math.ceil(times.length * 0.95) - 1]!
      const few = times.length < TIMES ? `, of ${times.length}` : ''
      console.log(
        row(
          live.export,
          `${median(times).toFixed(1)} ms`,
          `p95 ${slow.toFixed(1)}, least ${Math.min(...times).toFixed(1)}, the first ${first.toFixed(0)}${few}`,
        ),
      )
    }
  } finally {
    await worker.end()
  }
}

/** Its defaults, and those with the first number or choice one step on: no two turns in a row are the same, unless nothing can be chosen. */
function neighbours(live: Live): LiveValues[] {
  const defaults = liveDefaults(live)
  for (const parameter of live.parameters) {
    if ('min' in parameter && parameter.max > parameter.min) {
      const { name, min, max, step, default: usual } = parameter
      const other = usual + step <= max ? usual + step : Math.max(min, usual - step)
      return [defaults, { ...defaults, [name]: other }]
    }
    if ('choices' in parameter) {
      const { name, choices, default: usual } = parameter
      return [defaults, { ...defaults, [name]: choices[(choices.indexOf(usual) + 1) % choices.length]! }]
    }
  }
  return [defaults]
}
