import { checkRuleNames } from '../lint/rules.ts'
import { amountSchema, notebookTimeout, type Schema, sharedSettings, someText } from '../notebook/index.ts'

const paths = (what: string): Schema => ({
  title: what,
  type: 'array',
  items: {
    type: 'string',
    pattern: '^[^!]',
    description: 'a path, a folder or a pattern like "packages/*/notebooks" (what is left out stands under "exclude")',
  },
  description: 'a list of paths, folders and patterns like "packages/*/notebooks"',
})

const onePath: Schema = { type: 'string', pattern: '^[^!*]+$', description: 'the path of a folder or a file' }

const { timeout, normalise, tolerance, ignore, only } = sharedSettings

/**
 * What an `ackbook.config.json` may hold, and what the others evaluate to: a JSON schema. The package has it as
 * `config.schema.json`, for editors.
 *
 * @see https://json-schema.org/draft/2020-12
 */
export const configSchema: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'What a project says of its notebooks to ackbook',
  type: 'object',
  properties: {
    $schema: { type: 'string', description: 'the place of this schema' },
    ...{ normalise: normalise!, tolerance: tolerance!, ignore: ignore!, only: only!, timeout: timeout! },
    startTimeout: {
      title: 'Seconds that a kernel may take to become ready',
      type: 'number',
      exclusiveMinimum: 0,
      description: 'a number of seconds above 0',
    },
    retries: {
      title: 'How often a notebook that fails is run again',
      type: 'integer',
      minimum: 0,
      exclusiveMaximum: 100,
      description: 'a whole number below 100',
    },
    notebookTimeout,
    runTimeout: {
      ...notebookTimeout,
      title: 'Seconds that all that one command runs may take; that of the folder in which ackbook is called',
    },
    maxOutput: { ...amountSchema, title: 'Bytes that the outputs of a cell may have' },
    maxMemory: { ...amountSchema, title: 'Bytes of memory that a kernel and what its cells start may have' },
    kernel: {
      ...someText,
      title: 'The kernel of notebooks that name neither a kernel nor a language',
      description: 'the name of a kernel, like "tslab"',
    },
    timezone: {
      ...someText,
      title: 'The zone of the clock that cells see',
      description: 'the name of a time zone, like "Europe/Paris" or "UTC"',
    },
    locale: {
      title: 'The language in which cells write numbers and dates',
      type: 'string',
      pattern: '^(?:C|POSIX|[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*)$',
      description: 'a language tag like "de-DE", or "C" for none',
    },
    env: {
      title: 'Variables of the environment that cells see',
      type: 'object',
      propertyNames: {
        type: 'string',
        pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
        description: 'the name of a variable, like "API_URL"',
      },
      additionalProperties: {
        anyOf: [{ type: 'string' }, { type: 'null' }],
        description: 'text, or null, which takes the variable away',
      },
      description: 'an object of variables: { "API_URL": "http://127.0.0.1:8080", "HTTP_PROXY": null }',
    },
    cwd: {
      ...someText,
      title: "The folder in which kernels work; by default the notebook's",
      description: 'the path of a folder',
    },
    include: paths('The notebooks that are meant where none are named'),
    exclude: paths('The notebooks that are passed over in folders'),
    built: {
      title: 'What a build makes, and from what: --changed goes by the sources where git passes over what is made',
      type: 'object',
      propertyNames: onePath,
      additionalProperties: {
        anyOf: [onePath, { type: 'array', items: onePath, minItems: 1, description: 'a list of paths' }],
        description: 'the path of a folder of sources, or a list of folders and files',
      },
      description: 'an object: { "dist": "src" }, { "lib/dist": ["lib", "scripts/build.js"] }',
    },
    check: {
      title: 'What ackbook check looks for',
      type: 'object',
      properties: {
        ignore: {
          title: 'The rules that are left out',
          type: 'array',
          items: { enum: checkRuleNames, description: 'the name of a rule (ackbook check --rules lists them)' },
          description: 'a list of rules, like ["stripped", "byte-form"]',
        },
      },
      additionalProperties: false,
      description: 'an object: { "ignore": ["stripped"] }',
    },
    title: { ...someText, title: 'The heading of the index of the pages' },
    description: { ...someText, title: 'What the pages are and for whom, in Markdown' },
    groups: {
      title: 'How the index of the pages is divided',
      type: 'array',
      items: {
        type: 'object',
        properties: {
          title: someText,
          description: { ...someText, title: 'What is in it, in Markdown' },
          notebooks: paths('Which notebooks stand in it, in this order'),
        },
        required: ['title', 'notebooks'],
        additionalProperties: false,
        description: 'a group: { "title": "Basics", "notebooks": ["1-*.ipynb"] }',
      },
      description: 'a list of groups: [{ "title": "Basics", "notebooks": ["1-*.ipynb"] }]',
    },
    orders: {
      title: 'Ways through the pages that a reader can choose from',
      type: 'array',
      items: {
        type: 'object',
        properties: {
          name: { type: 'string', pattern: '^[A-Za-z0-9-]+$', description: 'a name of letters, digits and hyphens' },
          title: someText,
          description: { ...someText, title: 'For whom it is, in Markdown' },
          notebooks: paths('The notebooks, in this order; those that it does not name follow'),
        },
        required: ['name', 'title', 'notebooks'],
        additionalProperties: false,
        description: 'an order: { "name": "short", "title": "In an hour", "notebooks": ["1-*.ipynb"] }',
      },
      description: 'a list of orders: [{ "name": "short", "title": "In an hour", "notebooks": ["1-*.ipynb"] }]',
    },
    language: {
      title: 'The language of the notebooks that name none',
      type: 'string',
      pattern: '^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$',
      description: 'a language tag like "de"',
    },
    footer: { ...someText, title: 'A line at the foot of each page, in Markdown' },
    address: {
      title: 'The address at which the index will be',
      type: 'string',
      pattern: '^https?://[^\\s/]+/\\S*$',
      description: 'an address like "https://example.org/lessons/"',
    },
    repository: {
      title: 'The address of the repository with the notebooks',
      type: 'string',
      pattern: '^https?://[^\\s/]+/',
      description: 'an address like "https://example.org/me/lessons"',
    },
    jupyter: {
      ...someText,
      title: 'How the notebooks are opened in Jupyter',
      description: 'an address, or what one types, like "npx ackbook jupyter"',
    },
  },
  additionalProperties: false,
  description: 'an object',
}
