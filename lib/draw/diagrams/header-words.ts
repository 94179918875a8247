import type { Put } from '../../words.ts'
import { textTable } from '../text.ts'
import { type Field, headerFields } from './header-fields.ts'

/** What it says, by key. */
const SAYS = {
  noBytes: 'No bytes.',
  flags: (value: Put) => `flags ${value}`,
  options: (join: Put) => `options: ${join}`,
  theseBytesAreTooFew: 'These bytes are too few for a TCP header',
  theTcpHeaderOfA: (value: Put, value2: Put) => `The TCP header of a segment with ${value} takes ${value2} bytes`,
  noFlag: 'no flag',
} as const

/** Every field and its value, in words. */
export function describeHeader(segment: Uint8Array): string {
  return describeFields(headerFields(segment))
}

export function describeFields(fields: readonly Field[]): string {
  if (fields.length === 0) return SAYS.noBytes
  const set = flagNames(fields)
  const plainFields = fields.filter(
    ({ flag, padding, group, name }) => !flag && !padding && !group && name !== 'Reserved',
  )
  const items = plainFields.map(
    ({ name, value }, index) => `${index === 0 ? beginning(name) : name.toLowerCase()} ${value}`,
  )
  const groups = [...new Set(fields.flatMap(({ group }) => group ?? []))].map((group) => {
    const values = fields.filter((field) => field.group === group && field.name !== 'kind' && field.name !== 'length')
    return [group, ...values.map(({ name, value }) => `${name} ${value}`)].join(' ')
  })
  if (!isWholeSegment(fields)) return `${items.join('; ')}.`
  const fixed = items.slice(0, 8)
  fixed.splice(5, 0, SAYS.flags(set.join(' ') || 'none'))
  return `${[...fixed, ...(groups.length > 0 ? [SAYS.options(groups.join(', '))] : []), ...items.slice(8)].join('; ')}.`
}

/** As a sentence begins with it. */
function beginning(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1).toLowerCase()
}

/** What kind of segment the header is of, and how long it is. */
export function headerTitle(fields: readonly Field[]): string {
  if (!isWholeSegment(fields)) return SAYS.theseBytesAreTooFew
  const end = Math.max(...fields.filter(({ name }) => name !== 'Data').map((field) => field.end))
  return SAYS.theTcpHeaderOfA(flagNames(fields).join(' and ') || SAYS.noFlag, end / 8)
}

/** A row a field: its bits from the segment's beginning, its value, and what that means where the value alone does not say it. */
export function headerTable(fields: readonly Field[]): string {
  const rows = fields.map(({ group, name, start, end, value, note }) => [
    [group, name].filter((part) => part !== undefined).join(' '),
    end - start === 1 ? `${start}` : `${start} to ${end - 1}`,
    note === undefined ? value : `${value} (${note})`,
  ])
  return textTable(['field', 'bits', 'value'], rows)
}

function flagNames(fields: readonly Field[]): string[] {
  return fields.filter(({ flag, value }) => flag && value === '1').map(({ name }) => name)
}

function isWholeSegment(fields: readonly Field[]): boolean {
  return fields.some(({ flag }) => flag)
}
