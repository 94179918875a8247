import type { Faults, Link, LinkOptions, Predicate, Script } from '../../network/index.ts'
import { isData } from '../../network/index.ts'
import type { Scripts } from './script.ts'

/** What may be asked of a network that runs. */
export type Control =
  | { set: 'loss' | 'delay' | 'rate'; value: number | undefined }
  /** The next segment, whoever's, or the next that carries data, from our host (`out`) or to it. */
  | { drop: 'next' | 'out' | 'in' }

/** How the links are now. */
export interface Conditions {
  /** 0 to 1 */
  loss: number
  /** milliseconds, one way */
  delay: number
  /** bit/s; `undefined` = without limit */
  rate: number | undefined
  /** Segments that are going to be dropped when they come. */
  armed: number
}

/** Both directions of a link, with faults that may be changed while it runs. */
export class Controls {
  readonly #links: { out: Link; in: Link }
  readonly #scripts: Scripts
  readonly #faults: Faults
  #loss: number
  #delay: number
  #rate: number | undefined
  #armed: Record<'out' | 'in', Script[]> = { out: [], in: [] }

  constructor(links: { out: Link; in: Link }, { loss = 0, delay = 0, rate, ...faults }: LinkOptions, scripts: Scripts) {
    const { duplicate, reorder, corrupt } = faults
    this.#links = links
    this.#scripts = scripts
    this.#faults = {
      ...(duplicate !== undefined && { duplicate }),
      ...(reorder && { reorder }),
      ...(corrupt !== undefined && { corrupt }),
    }
    this.#loss = loss
    this.#delay = delay
    this.#rate = rate
    this.#apply()
  }

  get conditions(): Conditions {
    const armed = new Set([...this.#armed.out, ...this.#armed.in]).size
    return { loss: this.#loss, delay: this.#delay, rate: this.#rate, armed }
  }

  do(control: Control): void {
    if ('drop' in control) this.#arm(control.drop)
    else if (control.set === 'loss') this.#loss = bounded(control.value ?? 0, 0.9)
    else if (control.set === 'delay') this.#delay = bounded(control.value ?? 0, 60_000)
    else this.#rate = control.value === undefined ? undefined : Math.max(1, bounded(control.value, 1e12))
    this.#apply()
  }

  /** Drops one segment, and is taken away again: packets need not be looked at longer than that. */
  #arm(which: 'next' | 'out' | 'in'): void {
    const isMeant: Predicate = which === 'next' ? ({ segment }) => segment !== undefined : isData
    const directions: ('out' | 'in')[] = which === 'next' ? ['out', 'in'] : [which]
    let isDone = false
    const script: Script = (passing) => {
      if (isDone || !isMeant(passing)) return undefined
      isDone = true
      for (const direction of directions)
        this.#armed[direction] = this.#armed[direction].filter((one) => one !== script)
      this.#apply()
      return 'drop'
    }
    for (const direction of directions) this.#armed[direction].push(script)
  }

  #apply(): void {
    for (const direction of ['out', 'in'] as const) {
      const link = this.#links[direction]
      const armed = this.#armed[direction][0]
      const script = [...this.#scripts[direction], ...(armed ? [armed] : [])]
      link.faults = { ...this.#faults, loss: this.#loss, ...(script.length > 0 && { script }) }
      link.delay = this.#delay
      link.rate = this.#rate ?? Number.POSITIVE_INFINITY
    }
  }
}

function bounded(value: number, most: number): number {
  return Number.isFinite(value) ? Math.min(most, Math.max(0, value)) : 0
}
