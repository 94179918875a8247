import type { CellVerdicts, Finding, Notebook } from '../notebook/index.ts'
import { count, list } from '../words.ts'
import { type Html, html } from './html.ts'

/** What verifying found of the very notebook that a page shows, and under which circumstances. */
export interface PageVerification {
  /** All of it, and nothing has changed since. */
  verified: boolean
  /** How many code cells were executed. */
  cells: number
  /** The kernel, as people say it. */
  kernel: string
  /** When: ISO 8601, a date or a date and a time. */
  date: string
  findings: readonly Finding[]
  outputs: readonly CellVerdicts[]
  /** The places of code cells that are another by now, or come after such: what was found does not hold for them. */
  changed: readonly number[]
  /** Of the kernel and of what else had a part in it. */
  versions?: readonly { name: string; version: string }[]
  /** The state of the repository: a commit in hexadecimal, and whether a file in it was another. */
  commit?: { id: string; isChanged: boolean }
}

/** A page calls itself verified only when a verification says so and found nothing. */
function isVerified({ verified, findings }: PageVerification): boolean {
  return verified === true && findings.length === 0
}

/** The line at the top of a page. */
export function stamp(verification: PageVerification | undefined, kernel: string, kind: 'lesson' | 'notebook'): Html {
  if (!verification) {
    return kind === 'lesson'
      ? html`<p class="stamp">Not verified: outputs as stored</p>`
      : html`<p class="stamp">The outputs are those stored in the notebook${kernel && `, of a ${kernel} kernel`}.</p>`
  }
  const day = shownDay(verification.date)
  if (isVerified(verification))
    return html`<p class="stamp verified"><b>✓ Verified</b> ${day}, ${verification.kernel}</p>`
  const { findings, changed } = verification
  const found = [
    ...(findings.length > 0 ? [count(findings.length, 'finding')] : []),
    ...(changed.length > 0 ? [`${count(changed.length, 'code cell has', 'code cells have')} changed since`] : []),
  ]
  return html`<p class="stamp failed"><b>✗ Not verified</b> ${day}${found.length > 0 && `: ${list(found)}`}</p>`
}

/** What stands at the foot of a page: what it was made of, when, and with what. */
export function colophon(verification: PageVerification | undefined, notebook: Notebook, kernel: string): Html {
  const facts = [...(verification ? circumstancesShown(verification) : []), ...seedsIn(notebook)]
  const told = facts.map((fact, at) => html`${at > 0 && ' · '}${fact}`)
  return html`<p>${madeOf(verification, kernel)}${told.length > 0 && html`<br>${told}`}</p>`
}

function madeOf(verification: PageVerification | undefined, kernel: string): Html {
  const own = html`Made by ackbook from the notebook${kernel && `, a ${kernel} one`}`
  if (!verification) return html`${own}. Its outputs are not verified.`
  const day = shownDay(verification.date)
  if (!isVerified(verification)) return html`${own}, which was executed on ${day}. Its outputs are not all verified.`
  const cells = count(verification.cells, 'cell was', 'cells were')
  return html`Made by ackbook. ${cells} executed by ${verification.kernel} on ${day}, and ${howSame(verification)}.`
}

/** No more than was looked at. */
function howSame({ outputs }: PageVerification): string {
  const all = outputs.flatMap((each) => each.outputs)
  const but = [
    ...(all.some(({ verdict }) => verdict === 'normalised') ? ['what may differ (≈)'] : []),
    ...(all.some(({ verdict, leftOut }) => verdict === 'not-compared' || leftOut) ? ['what was not compared (○)'] : []),
  ]
  return `each gave the output shown${but.length > 0 ? `, but for ${list(but)}` : ''}`
}

function circumstancesShown({ commit, versions = [] }: PageVerification): (Html | string)[] {
  const state = commit && html`Commit <code>${commit.id.slice(0, 12)}</code>${commit.isChanged && ', with changes'}`
  return [...(state ? [state] : []), ...versions.map(({ name, version }) => `${name} ${version}`)]
}

/** Metadata `ackbook.seeds`: what is drawn at random, and by which seed. */
function seedsIn({ metadata }: Notebook): string[] {
  const seeds: unknown = metadata.ackbook?.seeds
  if (typeof seeds !== 'object' || seeds === null) return []
  const said = Object.entries(seeds).filter(([, seed]) => typeof seed === 'number' || typeof seed === 'string')
  return said.length > 0 ? [`Seeds: ${said.map(([name, seed]) => `${name} ${seed}`).join(', ')}`] : []
}

function shownDay(date: string): Html {
  const iso = /^\d{4}-\d{2}-\d{2}/.exec(date)?.[0]
  return iso ? html`<time datetime="${date}">${iso}</time>` : html`${date}`
}
