import type { Command } from 'commander'
import { examples } from '../../command/index.ts'
import type { Perform } from './perform.ts'

/** `ackbook merge-reports`. */
export function addMergeReports(program: Command, perform: (asked: Perform) => void): void {
  program
    .command('merge-reports')
    .argument('<FILE...>', 'reports that --json wrote, and folders of them (*.json, at any depth)')
    .description('Make one report of those of several jobs, as one run of all notebooks would have. Runs nothing.')
    .option('--json <FILE>', 'write the whole as JSON; - is stdout, and what people read goes to stderr then')
    .option('--junit <FILE>', 'write it as JUnit XML')
    .option('--gitlab <FILE>', "write what is wrong as GitLab's Code Quality reads it")
    .option('--html <FILE>', 'write one page, with what differs as text: pictures stand in the pages of the jobs alone')
    .option('--allow-missing', 'do not mind when a shard has left no report: it is said all the same')
    .addHelpText('after', examples(mergeExamples) + aboutMerging)
    .action((files: string[], options) =>
      perform(async (io) => (await import('../merge-reports.ts')).mergeReportFiles(files, options, io)),
    )
}

const mergeExamples = [
  ['ackbook verify --shard 2/5 --json report-2.json', 'one job of five, each with its own report'],
  ['ackbook merge-reports report-*.json', 'what came of all five, and its exit code'],
  ['ackbook merge-reports reports --junit junit.xml', 'all below a folder, as JUnit XML'],
  ['ackbook merge-reports reports --html report.html', 'as one page'],
] as const

const aboutMerging = `
A notebook that stands in two reports, as after a job was done again, counts as in the report that began later.
Where the reports say of which shard they are (2 of 5), one that is missing is told, and makes the exit code 2.
Exit codes: the worst of all that counts
  0 all good   1 a cell failed or an output differs   2 it could not be done, or a report cannot be used   130 interrupted
`
