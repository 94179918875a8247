import type { CheckRule, Policy } from '../notebook/index.ts'

type PatternObject = Exclude<NonNullable<Policy['normalise']>[number], string>

/** A pattern of one's own; JavaScript may give a regular expression, JSON its text. */
export type ConfigPattern = Omit<PatternObject, 'pattern'> & { pattern: string | RegExp }

/**
 * What a project says of its notebooks, in `ackbook.config.ts` or under another of its names. A cell's own settings go before its
 * notebook's, those before the project's; paths and patterns are as seen from the folder of the file.
 */
export interface Config {
  /** For editors: the place of `config.schema.json`. */
  $schema?: string
  /** What may differ from run to run, in every notebook: presets by name, and patterns. */
  normalise?: (string | RegExp | ConfigPattern)[]
  /** By how much numbers in text may differ: relative, or both kinds, of which the wider counts. */
  tolerance?: Policy['tolerance']
  /** What is not compared: MIME types (`"image/png"`, `"image/*"`), `"stdout"`, `"stderr"`. */
  ignore?: string[]
  /** MIME types that are compared alone where a display has one of them. */
  only?: string[]
  /** Seconds that a cell may take; `null` for no limit. Default 60. */
  timeout?: number | null
  /** Seconds that a kernel may take to become ready. Default 60. */
  startTimeout?: number
  /** How often a notebook that fails is run again; one that is good then counts as flaky. Default 0. */
  retries?: number
  /** Seconds that a notebook may take, its kernel's start too; `null` for no limit, which is the default. */
  notebookTimeout?: number | null
  /** Seconds that all that one command runs may take; that of the folder in which ackbook is called. By default no limit. */
  runTimeout?: number | null
  /** Bytes that the outputs of a cell may have, as a number or like `"10mb"`. Default 128 MiB, of which 32 MiB at once. */
  maxOutput?: number | string
  /** Bytes of memory that a kernel and what its cells start may have; on Linux. By default no limit. */
  maxMemory?: number | string
  /** The kernel of notebooks that name neither a kernel nor a language. */
  kernel?: string
  /** The zone of the clock that cells see, by its IANA name. */
  timezone?: string
  /** The language in which cells write numbers and dates, like `"de-DE"`; `"C"` for none. */
  locale?: string
  /** Variables of the environment that cells see; `null` takes one away. */
  env?: Record<string, string | null>
  /** The folder in which kernels work; by default the notebook's. Imports are found from the notebook in either case. */
  cwd?: string
  /** The notebooks that are meant where none are named: paths, folders, patterns. Default `notebooks`. */
  include?: string[]
  /** Those that are passed over in folders: paths, folders, patterns. */
  exclude?: string[]
  /**
   * Folders and files that a build makes, each with what it makes them from: folders, in which the source of a file has the same way, and
   * what else the build reads. By that `--changed` knows what a change of a source touches, where git passes over what is made of it.
   */
  built?: Record<string, string | string[]>
  /** What `ackbook check` looks for: the rules that are left out. */
  check?: { ignore?: CheckRule[] }
  /** The heading of the index of the pages. */
  title?: string
  /** What the pages are and for whom, in Markdown: stands below that heading. */
  description?: string
  /** How the index of the pages is divided, in this order. */
  groups?: ConfigGroup[]
  /** Ways through the pages that a reader can choose from; the first one holds for whoever chooses none. */
  orders?: ConfigOrder[]
  /** The language of the notebooks that name none, by its tag: `"de"`. */
  language?: string
  /** A line at the foot of each page, in Markdown. */
  footer?: string
  /** The address at which the index will be, for what has to name it: pictures of links, the page for what is missing. */
  address?: string
  /** The address of the repository with the notebooks. */
  repository?: string
  /** How the notebooks are opened in Jupyter: an address, or what one types. */
  jupyter?: string
}

/** A part of the index of the pages. */
export interface ConfigGroup {
  title: string
  /** What is in it, in Markdown. */
  description?: string
  /** Paths, folders and patterns, in this order; a notebook stands in the first group that names it. */
  notebooks: string[]
}

/** A way through the pages. */
export interface ConfigOrder {
  /** What a reader's machine remembers it by: letters, digits, hyphens. */
  name: string
  title: string
  /** For whom it is, in Markdown. */
  description?: string
  /** Paths, folders and patterns, in this order; the notebooks that it does not name follow. */
  notebooks: string[]
}

/** A config, or what makes one. */
export type ConfigExport = Config | Promise<Config> | (() => Config | Promise<Config>)

/** Gives the config its type, and nothing else: `export default defineConfig({ normalise: ['port'] })`. */
export function defineConfig<Given extends ConfigExport>(config: Given): Given {
  return config
}
