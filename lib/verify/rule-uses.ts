import {
  cellName,
  ignoresOutput,
  isCode,
  isEmpty,
  isNamed,
  type Notebook,
  type Output,
  type Policy,
  skipsExecution,
  type TypeFilter,
} from '../notebook/index.ts'
import { aspectsOf } from './aspects.ts'
import { withoutMarks } from './marks.ts'
import { plainReplace, type Replace } from './normalise.ts'
import { withoutNumbers } from './numbers.ts'
import { withoutInstallPaths } from './places.ts'
import { appliedInOrder, normaliserOf, policiesOf } from './policy.ts'
import { allPresets, type Normaliser } from './presets.ts'
import { plainText } from './text.ts'
import type { Executed, RuleUses, VerdictScope } from './verdict.ts'

/** A rule as it was declared. */
interface DeclaredRule {
  shown: string
  normaliser?: Normaliser
  isNeeded(cell: CellTexts): boolean
}

/** What rules can be needed for in one cell, stored or new. */
interface CellTexts {
  /** Of streams and MIME types. */
  names: readonly string[]
  texts: readonly string[]
  /** Those that would take something away. */
  taking: ReadonlySet<Normaliser>
}

/**
 * Which of the rules that hold for a notebook found something to work on.
 *
 * @param scope those of the project, and which cells are looked at
 */
export function ruleUses(
  notebook: Notebook,
  run: Executed,
  { rules: shared = {}, chosen }: VerdictScope = {},
  replace: Replace = plainReplace,
): RuleUses {
  const [project, whole] = [shared, notebook.metadata.ackbook].map(rulesIn) as [DeclaredRule[], DeclaredRule[]]
  const needed = new Set<DeclaredRule>()
  const vain: RuleUses['vain'] = []
  const policies = policiesOf(notebook, run.path, shared)
  const leftOut = new Map<string, number>()
  let isWhole = run.findings.length === 0 && chosen === undefined
  for (const { index, status, outputs } of run.cells) {
    const cell = notebook.cells[index]
    if (!cell || !isCode(cell) || isEmpty(cell) || skipsExecution(cell, notebook)) continue
    if (chosen?.has(index) === false) continue
    if (status !== 'ok' || (cell.execution_count === null && cell.outputs.length === 0)) {
      isWhole = false
      continue
    }
    const own = rulesIn(cell.metadata.ackbook)
    const all = [...project, ...whole, ...own]
    if (all.length === 0) continue
    const texts = ignoresOutput(cell) ? noTexts : cellTexts([cell.outputs, outputs], all, replace)
    for (const rule of all) if (rule.isNeeded(texts)) needed.add(rule)
    const { ignored, only } = policies[index]!
    for (const name of namesLeft(texts, [cell.outputs, outputs], { ignore: ignored, only }))
      leftOut.set(name, (leftOut.get(name) ?? 0) + 1)
    for (const rule of own)
      if (!needed.has(rule)) vain.push({ rule: rule.shown, cell: cellName(cell, index).split(' (')[0]! })
  }
  const wholeVain = isWhole ? whole.filter((rule) => !needed.has(rule)).map(({ shown }) => ({ rule: shown })) : []
  return {
    vain: [...wholeVain, ...vain],
    needed: project.filter((rule) => needed.has(rule)).map(({ shown }) => shown),
    leftOut: [...leftOut].map(([name, count]) => ({ name, count })),
    isWhole,
  }
}

/** What of a cell's outputs does not count. */
function namesLeft({ names }: CellTexts, sides: readonly (readonly Output[])[], selection: TypeFilter): string[] {
  const counting = new Set(
    sides.flatMap((outputs) => [...aspectsOf(outputs, selection).values()].map(({ name }) => name)),
  )
  return [...new Set(names)].filter((name) => name !== '' && !counting.has(name))
}

/** Rules in the words in which they are told: `normalise "port"`, `ignore "image/*"`, `tolerance`. */
export function namesOfRules(rules: Policy): string[] {
  return rulesIn(rules).map(({ shown }) => shown)
}

const noTexts: CellTexts = { names: [], texts: [], taking: new Set() }

function rulesIn({ normalise = [], tolerance, ignore = [], only = [] }: Policy = {}): DeclaredRule[] {
  const byName = (key: string, name: string): DeclaredRule => ({
    shown: `${key} ${JSON.stringify(name)}`,
    isNeeded: ({ names }) => names.some((each) => isNamed(each, [name])),
  })
  const normalisers = normalise.flatMap((entry): DeclaredRule[] => {
    const normaliser = normaliserOf(entry)
    if (!normaliser) return []
    const shown = `normalise ${JSON.stringify(normaliser.name)}`
    return [{ shown, normaliser, isNeeded: ({ taking }) => taking.has(normaliser) }]
  })
  const ofNumbers: DeclaredRule = {
    shown: 'tolerance',
    isNeeded: ({ texts }) => texts.some((text) => withoutNumbers(text) !== text),
  }
  return [
    ...normalisers,
    ...(tolerance === undefined ? [] : [ofNumbers]),
    ...ignore.map((name) => byName('ignore', name)),
    ...only.map((name) => byName('only', name)),
  ]
}

function cellTexts(sides: readonly (readonly Output[])[], rules: readonly DeclaredRule[], replace: Replace): CellTexts {
  const aspects = sides.flatMap((outputs) => [...aspectsOf(outputs).values()])
  const contents = aspects.flatMap(({ kind, name, content }) => {
    if (kind === 'bytes') return []
    const text = plainText(content)
    return [withoutMarks(name === 'stderr' || name === 'error' ? withoutInstallPaths(text) : text)]
  })
  const texts = [...new Set(contents)]
  const normalisers = appliedInOrder(rules.flatMap(({ normaliser }) => normaliser ?? []))
  const taking = new Set<Normaliser>()
  for (const text of normalisers.length > 0 ? texts : []) takeFrom(text, normalisers, replace, taking)
  return { names: aspects.map(({ name }) => name), texts, taking }
}

/** Each works on what those before it have left. */
function takeFrom(text: string, normalisers: readonly Normaliser[], replace: Replace, taking: Set<Normaliser>): void {
  let left = text
  for (const normaliser of normalisers) {
    // Ours come to an end on any text.
    const by = allPresets.includes(normaliser) ? plainReplace : replace
    if (!taking.has(normaliser) && by(left, normaliser.pattern, '\ufdd0') !== left) taking.add(normaliser)
    left = by(left, normaliser.pattern, normaliser.replace)
  }
}
