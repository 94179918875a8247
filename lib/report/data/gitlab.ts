import { createHash } from 'node:crypto'
import type { Report } from './shape.ts'
import { type Told, toldOf, toldOfFlaky } from './told.ts'

/**
 * What is wrong, as GitLab's Code Quality reads it: JSON, a finding an entry, at the line of the file.
 *
 * @param pathOf a file's way from the root of the repository
 * @see https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
export function formatCodeQuality(report: Report, pathOf: (path: string) => string): string {
  const seen = new Map<string, number>()
  const entryOf = (told: Told, name: string, severity: string) => ({
    description: told.title,
    check_name: name,
    fingerprint: fingerprintOf({ ...told, kind: name }, pathOf(told.path), seen),
    severity,
    location: { path: pathOf(told.path), lines: { begin: told.line ?? 1 } },
  })
  const found = [
    ...report.notebooks.flatMap(toldOf).map((told) => entryOf(told, told.kind, severityOf(told))),
    ...toldOfFlaky(report).map((told) => entryOf(told, 'flaky', 'minor')),
  ]
  const problems = report.problems.flatMap(({ path, message }) =>
    path === undefined
      ? []
      : {
          description: message,
          check_name: 'problem',
          fingerprint: digest(['problem', pathOf(path), message]),
          severity: 'blocker',
          location: { path: pathOf(path), lines: { begin: 1 } },
        },
  )
  return `${JSON.stringify([...problems, ...found], undefined, 2)}\n`
}

function severityOf({ level, isFailure }: Told): string {
  if (level !== undefined) return level === 'info' ? 'info' : 'minor'
  return isFailure ? 'critical' : 'major'
}

/** What names a finding from one run to the next, though lines and outputs move: file, cell, kind, and which of those it is. */
function fingerprintOf({ kind, key }: Told, path: string, seen: Map<string, number>): string {
  const name = JSON.stringify([path, key, kind])
  const nth = seen.get(name) ?? 0
  seen.set(name, nth + 1)
  return digest([name, String(nth)])
}

function digest(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32)
}
