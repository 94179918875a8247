import { readFileSync } from 'node:fs'
import { PROFILE_NAMES, PROFILES } from '../../lib/tcp/profiles.ts'
import { SETTINGS, type Settings } from '../../lib/tcp/settings.ts'
import { CLAUSES, PROFILE_SOURCES } from '../../lib/tcp/sources.ts'

const SOURCE = new URL('../../lib/tcp/settings.ts', import.meta.url)
/** Where the table stands. */
export const SETTINGS_FILE: URL = new URL('../../lib/tcp/settings.md', import.meta.url)

const OTHERS = PROFILE_NAMES.filter((name) => name !== 'ackbook')

interface Row {
  readonly default: unknown
  readonly oneOf?: readonly string[]
  readonly least?: number
  readonly above?: number
  readonly most?: number
  readonly forever?: true
  readonly unit?: string
}

/** `settings.md`: the table of `lib/tcp/settings.ts`, with what the comment above each row says. @throws Error for a row without */
export function settingsTable(): string {
  const source = readFileSync(SOURCE, 'utf8')
  const rows: Readonly<Record<string, Row>> = SETTINGS
  const lines = Object.entries(rows).map(([name, row]) => {
    const cells = [
      `\`${name}\``,
      shown(row.default),
      mayBe(row),
      row.unit ?? '',
      CLAUSES[name as keyof Settings] ?? '',
      meaning(name, source),
    ]
    return `| ${cells.join(' | ')} |`
  })
  return `# Settings of a connection

What \`settings\` of a stack, a host, a listener or a connection takes. MUST and SHLD are the numbers of RFC 9293, appendix B. Written by \`npm run settings\` from \`settings.ts\`.

| setting | default | may be | unit | clause | meaning |
|---|---|---|---|---|---|
${lines.join('\n')}

## Profiles

What \`profile\` has in place of a default, \`linux\` as 6.18 is installed and \`freebsd\` as 14, and where that comes from. An empty cell is the default. \`profileDifferences\` of \`ackbook/tcp\` says it to programs.

| setting | ${OTHERS.join(' | ')} | source |
|---|${OTHERS.map(() => '---|').join('')}---|
${profileLines().join('\n')}
`
}

function profileLines(): string[] {
  return Object.keys(SETTINGS).flatMap((name) => {
    const given = OTHERS.map((profile) => PROFILES[profile][name])
    if (given.every((value) => value === undefined)) return []
    const sources = OTHERS.flatMap((profile, at) =>
      given[at] === undefined ? [] : [`${profile}: ${PROFILE_SOURCES[profile][name as keyof Settings]}`],
    )
    return [
      `| \`${name}\` | ${given.map((value) => (value === undefined ? '' : shown(value))).join(' | ')} | ${sources.join('; ')} |`,
    ]
  })
}

function meaning(name: string, source: string): string {
  const comment = new RegExp(`/\\*\\*((?:(?!\\*/).)*)\\*/\\s+${name}: \\{`, 's').exec(source)?.[1]
  if (comment === undefined) throw new Error(`lib/tcp/settings.ts: ${name} has no comment that says what it is for.`)
  return comment.replaceAll(/\s*\n\s*\*\s*/g, ' ').trim()
}

function mayBe({ default: usual, oneOf, least, above, most, forever }: Row): string {
  if (oneOf) return oneOf.map((each) => `\`${each}\``).join(', ')
  if (typeof usual === 'boolean') return 'true, false'
  const from = above === undefined ? `${shown(least)} or more` : `above ${shown(above)}`
  if (forever) return `${from}, or Infinity`
  return most === undefined ? from : `${shown(least)} to ${shown(most)}`
}

function shown(value: unknown): string {
  if (typeof value === 'number') return value.toLocaleString('en-US')
  return value === undefined ? '–' : String(value)
}
