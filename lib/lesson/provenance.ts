import type { Finding, Policy } from '../notebook/index.ts'
import { count } from '../words.ts'
import { type Html, html } from './html.ts'

export interface PageVerification {
  verified: boolean
  /** How many code cells were executed. */
  cells: number
  /** The kernel and its versions, as people say it. */
  kernel: string
  /** When: ISO 8601, a date or a date and a time. */
  date: string
  findings: readonly Finding[]
  /** What held for all notebooks of the project. */
  rules?: Policy | undefined
}

/** A page calls itself verified only when a verification says so and found nothing. */
function isVerified({ verified, findings }: PageVerification): boolean {
  return verified === true && findings.length === 0
}

export function stamp(verification: PageVerification | undefined, kernel: string, kind: 'lesson' | 'notebook'): Html {
  if (!verification) {
    const stored = kind === 'lesson' ? 'Not verified: the' : 'The'
    return html`<p class="stamp">${stored} outputs are those stored in the notebook${kernel && `, of a ${kernel} kernel`}.</p>`
  }
  if (isVerified(verification))
    return html`<p class="stamp verified"><b>✓ Verified</b> ${shownDay(verification.date)}, ${verification.kernel}</p>`
  const findings = count(verification.findings.length, 'finding')
  return html`<p class="stamp failed"><b>✗ Not verified</b> ${shownDay(verification.date)}: ${findings}</p>`
}

export function colophon(verification: PageVerification | undefined, kernel: string): Html {
  if (!verification || !isVerified(verification)) {
    return html`<p>Made by ackbook from the notebook${kernel && `, a ${kernel} one`}. Its outputs are not verified.</p>`
  }
  const cells = count(verification.cells, 'cell was', 'cells were')
  const done = html`${cells} executed by ${verification.kernel} on ${shownDay(verification.date)}`
  return html`<p>Made by ackbook. ${done}, and each gave the output shown.</p>`
}

function shownDay(date: string): Html {
  const iso = /^\d{4}-\d{2}-\d{2}/.exec(date)?.[0]
  return iso ? html`<time datetime="${date}">${iso}</time>` : html`${date}`
}
