import { types } from 'node:util'
import { COUNT, FUNCTION, type KindRule, type NumberRule, type Rule, type Rules, SOME, TEXT } from '../check.ts'
import { amountForms, bytesOfAmount } from '../notebook/amount.ts'
import type { VerifyEvent } from '../report/data/index.ts'
import { shardForms, shardIn } from './grammar/shard.ts'

/** Which notebooks are meant of those that paths name, and which of their cells. */
export interface SelectOptions {
  /** Paths, folders and patterns that are left out. */
  exclude?: string | readonly string[] | undefined
  /** Only cells of which source, a tag or the id has one of these texts, or fits one of these patterns; text may be `/pattern/flags`. */
  grep?: string | RegExp | readonly (string | RegExp)[] | undefined
  /** `2/5`: only the second of five parts of the notebooks, the same on every machine. */
  shard?: string | undefined
}

/** What a notebook, and what it runs in, may take; the notebook's own metadata goes before the time of its cells. */
interface LimitOptions {
  /** Seconds that a cell may take, unless the notebook says otherwise. Default 60. */
  timeout?: number | undefined
  /** Seconds that a kernel may take to start. Default 60. */
  startTimeout?: number | undefined
  /** Seconds that a run of a notebook may take, its kernel too. */
  notebookTimeout?: number | undefined
  /** Bytes that the outputs of a cell may have: a number, or text like `10mb`. Default 128 MiB. */
  maxOutput?: number | string | undefined
  /** Bytes of memory that a kernel and what it starts may have, in the same way. On Linux. */
  maxMemory?: number | string | undefined
}

/** How notebooks are run. */
export interface RunningOptions extends LimitOptions {
  /** Values for the parameters of notebooks, by name: text, numbers, bigints, true, false, null, and lists and objects of these. */
  parameters?: Readonly<Record<string, unknown>> | undefined
  /** Runs the cells behind one that fails too; it fails all the same. */
  keepGoing?: boolean | undefined
  /** How often a notebook that fails is run again. Default 0. */
  retries?: number | undefined
  /** The kernel to use, whatever the notebooks say. */
  kernel?: string | undefined
}

/** How notebooks are verified; each is what the command's option of its name is. */
export interface VerifyOptions extends SelectOptions, RunningOptions {
  /** What relative paths are relative to; unless told, the folder that the process works in. */
  cwd?: string | undefined
  /** Only notebooks that hang on what differs from HEAD (`true`), or from where this revision and HEAD parted, by git. */
  changed?: boolean | string | undefined
  /** Only what was not good the last time, or is not known. */
  lastFailed?: boolean | undefined
  /** Begins no other notebook after so many that are not good. */
  bail?: number | undefined
  /** A notebook that is good only when it is run again is not good enough. */
  failOnFlaky?: boolean | undefined
  /** Seconds that all of it may take. */
  runTimeout?: number | undefined
  /** Stores the new outputs of notebooks that differ. */
  update?: boolean | undefined
  /** `false`: a notebook that differs is not run a second time, which tells what varies from what is wrong. */
  rerun?: boolean | undefined
  /** The address of the Jupyter Server or Enterprise Gateway on which the kernels run; its token is in the environment. */
  gateway?: string | undefined
  /** How many notebooks run at once; unless told, one a processor. */
  jobs?: number | undefined
  /** Whether a notebook of which nothing has changed since it was verified need not be run; unless told, not where `CI` is set. */
  cache?: boolean | undefined
  /** Where it is kept what was verified. */
  cacheDir?: string | undefined
  /** Hears of everything as it happens. What it throws ends the work, and is what the promise rejects with. */
  onEvent?: ((event: VerifyEvent) => void) | undefined
  /** Ends the work: kernels are stopped, and the promise rejects with its reason. */
  signal?: AbortSignal | undefined
}

const SECONDS: NumberRule = { above: 0, most: 2_000_000 }
const SIGNAL: KindRule = { kind: 'an AbortSignal', fits: isSignal }
const REVISION: KindRule = {
  kind: 'true, false, or a branch, a tag or a commit',
  fits: (value) => typeof value === 'boolean' || (typeof value === 'string' && /^[^-]/.test(value)),
}
const AMOUNT_OF_BYTES: KindRule = {
  kind: amountForms,
  fits: (value) =>
    (typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value))) &&
    bytesOfAmount(value) !== undefined,
}

export const selectRules: Rules<SelectOptions> = {
  exclude: {
    kind: 'paths, folders or patterns without an exclamation mark, or a list of them',
    fits: (value) => isOneOrMore(value, (each) => TEXT.fits(each) && !/^!(?!\()/.test(each as string)),
  },
  grep: {
    kind: 'text, a regular expression, or a list of them',
    fits: (value) => isOneOrMore(value, (each) => TEXT.fits(each) || types.isRegExp(each)),
  },
  shard: { kind: shardForms, fits: (value) => typeof value === 'string' && shardIn(value) !== undefined },
}

export const runningRules: Rules<RunningOptions> = {
  ...{ timeout: SECONDS, startTimeout: SECONDS, notebookTimeout: SECONDS },
  ...{ maxOutput: AMOUNT_OF_BYTES, maxMemory: AMOUNT_OF_BYTES },
  parameters: {
    kind: 'an object, of values by name',
    fits: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  },
  ...({ keepGoing: 'flag', retries: { ...COUNT, most: 99 }, kernel: TEXT } satisfies Record<string, Rule>),
}

export const verifyRules: Rules<VerifyOptions> = {
  ...selectRules,
  ...runningRules,
  ...{ cwd: TEXT, changed: REVISION, lastFailed: 'flag', bail: SOME, failOnFlaky: 'flag', runTimeout: SECONDS },
  ...{ update: 'flag', rerun: 'flag', gateway: TEXT, jobs: SOME, cache: 'flag', cacheDir: TEXT },
  ...{ onEvent: FUNCTION, signal: SIGNAL },
}

/** Also one of another realm, in which some runners of tests have theirs. */
function isSignal(value: unknown): boolean {
  const { aborted, addEventListener } = Object(value) as Partial<AbortSignal>
  return typeof aborted === 'boolean' && typeof addEventListener === 'function'
}

function isOneOrMore(value: unknown, fits: (each: unknown) => boolean): boolean {
  return Array.isArray(value) ? value.every(fits) : fits(value)
}

export function shardOf(shard: string): { index: number; count: number } {
  return shardIn(shard)!
}

/** As `--grep` takes them. */
export function grepTexts(grep: NonNullable<SelectOptions['grep']>): string[] {
  return oneOrMore(grep).map(String)
}

/** What was given, by itself or as a list. */
export function oneOrMore<Item>(given: Item | readonly Item[]): readonly Item[] {
  return Array.isArray(given) ? given : [given as Item]
}
