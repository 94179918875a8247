import { type Command, InvalidArgumentError } from 'commander'
import { examples } from '../../command/index.ts'
import { checkRuleNames, checkRules } from '../../lint/rules.ts'
import { distance } from '../../words.ts'
import { pathHelp, withConfig } from './options.ts'
import type { Perform } from './perform.ts'

type RuleName = (typeof checkRuleNames)[number]

/** `ackbook check`. */
export function addCheck(program: Command, perform: (asked: Perform) => void): void {
  withConfig(program.command('check'))
    .argument('[PATH...]', pathHelp)
    .description(
      'Say what is wrong with notebooks that can be seen without running them: their format, ids, counts, what is stale, missing or stripped.',
    )
    .option('--strict', 'warnings count as errors')
    .option('--only <RULE>', 'this rule alone; several after a comma, or given again', rules)
    .option('--ignore <RULE>', 'leave this rule out; several after a comma, or given again', rules)
    .option('--no-kernels', 'do not look whether the kernels are installed here')
    .option('--fix', 'give cells ids where they have none, or none of their own; every other byte stays as it is')
    .option('--rules', 'list the rules, and do nothing else')
    .option('--json <FILE>', 'write what was found as JSON; - is stdout, and what people read goes to stderr then')
    .option('--junit <FILE>', 'write it as JUnit XML: a suite a notebook, a case a code cell')
    .option('--gitlab <FILE>', "write it as GitLab's Code Quality reads it")
    .option('--no-annotations', 'no annotations and no summary of the job, which GitHub gets (GITHUB_ACTIONS)')
    .addHelpText('after', () => examples(checkExamples) + aboutRules())
    .action((paths: string[], options) =>
      perform(async (io) => {
        if (!options.rules) return (await import('../check.ts')).checkNotebooks(paths, options, io)
        io.stdout.write(rulesTable())
        return 0
      }),
    )
}

function rules(text: string, before: readonly RuleName[] = []): RuleName[] {
  const names = text.split(',').map((name) => name.trim())
  const unknown = names.find((name) => !checkRuleNames.some((rule) => rule === name))
  if (unknown === undefined) return [...before, ...(names as RuleName[])]
  const near = checkRuleNames.find((rule) => distance(rule, unknown) <= 2)
  const meant = near === undefined ? `There are ${checkRuleNames.join(', ')}.` : `Did you mean ${near}?`
  throw new InvalidArgumentError(`No rule is called "${unknown}". ${meant}`)
}

function rulesTable(): string {
  const width = Math.max(...checkRuleNames.map(({ length }) => length))
  const line = (rule: RuleName) =>
    `  ${rule.padEnd(width)}   ${checkRules[rule].level.padEnd(7)}   ${checkRules[rule].what}\n`
  return checkRuleNames.map(line).join('')
}

const checkExamples = [
  ['ackbook check', 'every notebook below notebooks/, in a second'],
  ['ackbook check --strict a.ipynb', 'before it is committed'],
  ['ackbook check --ignore stripped,stale', 'of a project that stores no outputs'],
  ['ackbook check --only link', 'dead links alone'],
  ['ackbook check --fix', 'ids that are missing or stand twice'],
  ['ackbook check --gitlab gl-code-quality-report.json', 'for a CI system'],
] as const

function aboutRules(): string {
  return `
Rules:
${rulesTable()}A project leaves some out by its config: { "check": { "ignore": ["stripped"] } }
Exit codes: 0 no errors   1 an error was found   2 something could not be read
`
}
