import { amountForms, amountPattern } from './amount.ts'
import type { Schema } from './json-schema.ts'
import { liveSchema } from './live.ts'
import { someText } from './some-text.ts'

const timeout: Schema = {
  title: 'Seconds that a cell may take',
  anyOf: [{ type: 'number', exclusiveMinimum: 0 }, { type: 'null' }],
  description: 'a number of seconds above 0, or null for no limit',
}

export const notebookTimeout: Schema = {
  ...timeout,
  title: 'Seconds that a notebook may take, the start of its kernel too',
}

/** Of bytes: those that it is text for, `bytesOfAmount` reads. */
export const amountSchema: Schema = {
  anyOf: [
    { type: 'number', minimum: 1 },
    { type: 'string', pattern: amountPattern },
  ],
  description: amountForms,
}

const pattern: Schema = {
  type: 'object',
  properties: {
    pattern: { ...someText, description: 'a regular expression, as text' },
    flags: { type: 'string', description: 'flags of a regular expression, like "i"' },
    replace: { type: 'string', description: 'text' },
    name: someText,
    identity: { type: 'boolean', description: 'true or false' },
  },
  required: ['pattern'],
  additionalProperties: false,
  description: 'a pattern: { "pattern": "id-[0-9]+", "replace": "id", "name": "ids" }',
}

const tolerance: Schema = {
  title: 'By how much numbers in text may differ',
  anyOf: [
    { type: 'number', minimum: 0, exclusiveMaximum: 1 },
    {
      type: 'object',
      properties: {
        relative: { type: 'number', minimum: 0, exclusiveMaximum: 1, description: 'a number from 0 up to 1' },
        absolute: { type: 'number', minimum: 0, description: 'a number from 0 on' },
      },
      additionalProperties: false,
    },
  ],
  description: 'a number from 0 up to 1 (0.05 allows 5 %), or { "relative": 0.05, "absolute": 0.001 }',
}

/** What may stand under `ackbook` of a notebook and of a cell alike. */
export const sharedSettings: Readonly<Record<string, Schema>> = {
  normalise: {
    title: 'What may differ from run to run',
    type: 'array',
    items: {
      anyOf: [someText, pattern],
      description: 'the name of a preset, like "port", nor a pattern of your own',
    },
    description: 'a list of presets by name and of patterns as objects',
  },
  tolerance,
  timeout,
  ignore: {
    title: 'What is not compared',
    type: 'array',
    items: {
      type: 'string',
      pattern: '^(?:stdout|stderr|[\\w.+-]+/(?:\\*|[\\w.+-]+))$',
      description: '"stdout", "stderr" or a MIME type like "image/png" or "image/*"',
    },
    description: 'a list of "stdout", "stderr" and MIME types like "image/png" or "image/*"',
  },
  only: {
    title: 'What is compared alone where a display has it',
    type: 'array',
    items: {
      type: 'string',
      pattern: '^[\\w.+-]+/(?:\\*|[\\w.+-]+)$',
      description: 'a MIME type like "text/plain" or "text/*"',
    },
    description: 'a list of MIME types like "text/plain" or "text/*"',
  },
}

const tagsSchema: Schema = {
  type: 'array',
  items: { type: 'string', description: 'text' },
  description: 'a list of texts',
}

const prediction: Schema = {
  title: 'What the reader is asked before the cell',
  type: 'object',
  properties: {
    question: someText,
    choices: {
      type: 'array',
      minItems: 2,
      items: {
        type: 'object',
        properties: { text: someText, why: someText, right: { type: 'boolean', description: 'true or false' } },
        required: ['text'],
        additionalProperties: false,
        description: 'a choice: { "text": "all of it", "why": "because …", "right": true }',
      },
      description: 'a list of two choices or more',
    },
    keys: {
      title: 'Words and numbers that give the right choice away: they stand nowhere in sight before the answer',
      type: 'array',
      items: someText,
      minItems: 1,
      description: 'a list of texts',
    },
  },
  required: ['question', 'choices'],
  additionalProperties: false,
  description:
    'a question with choices: { "question": "How much?", "choices": [{ "text": "all" }, { "text": "part" }] }',
}

const aboutSchema: Schema = {
  title: 'What a reader should know of the page before reading it; the text of the cell says the same in Jupyter',
  type: 'object',
  properties: {
    minutes: { title: 'How long it takes', type: 'number', exclusiveMinimum: 0, description: 'a number of minutes' },
    presupposes: {
      title: 'The notebooks that come before it, as seen from this one',
      type: 'array',
      items: { ...someText, description: 'the path of a notebook, like "1-introduction.ipynb"' },
      description: 'a list of paths of notebooks',
    },
    terms: {
      title: 'The words that it explains, in their order',
      type: 'array',
      items: {
        anyOf: [
          someText,
          {
            type: 'object',
            properties: { name: someText, means: someText },
            required: ['name'],
            additionalProperties: false,
            description: 'a word and what it means: { "name": "packet", "means": "What IP carries." }',
          },
        ],
        description: 'a word, nor a word and what it means: { "name": "packet", "means": "What IP carries." }',
      },
      description: 'a list of words',
    },
  },
  additionalProperties: false,
  description: '{ "minutes": 40, "presupposes": ["1-introduction.ipynb"], "terms": ["packet"] }',
}

const cache: Schema = {
  title: 'What the result hangs on besides what is imported, or that it is verified anew each time',
  anyOf: [
    { const: false },
    {
      type: 'object',
      properties: {
        files: {
          title: 'Files that are read, as seen from the notebook: paths, folders, patterns',
          type: 'array',
          items: { ...someText, description: 'a path, a folder or a pattern like "data/*.csv"' },
          description: 'a list of paths, folders and patterns like "data/*.csv"',
        },
        env: {
          title: 'Variables of the environment that are read',
          type: 'array',
          items: {
            type: 'string',
            pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
            description: 'the name of a variable, like "API_URL"',
          },
          description: 'a list of names of variables, like "API_URL"',
        },
      },
      additionalProperties: false,
      description: 'an object',
    },
  ],
  description: 'false, or { "files": ["data/*.csv"], "env": ["API_URL"] }',
}

/**
 * The settings that a notebook may hold for ackbook, in its metadata and in its cells': a JSON schema of the notebook's file. What
 * belongs to others is free. The package has it as `settings.schema.json`, for editors.
 *
 * @see https://json-schema.org/draft/2020-12
 */
export const settingsSchema: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'What ackbook reads in the metadata of a notebook (nbformat 4)',
  type: 'object',
  properties: {
    metadata: { $ref: '#/$defs/notebookMetadata' },
    cells: { type: 'array', items: { type: 'object', properties: { metadata: { $ref: '#/$defs/cellMetadata' } } } },
  },
  $defs: {
    notebookMetadata: {
      type: 'object',
      properties: {
        ackbook: { $ref: '#/$defs/notebook' },
        execution: {
          type: 'object',
          properties: {
            timeout: {
              anyOf: [{ type: 'number' }, { type: 'null' }],
              description: 'a number of seconds, or null for no limit',
            },
            allow_errors: { type: 'boolean', description: 'true or false' },
          },
          description: 'an object',
        },
      },
    },
    cellMetadata: {
      type: 'object',
      properties: { ackbook: { $ref: '#/$defs/cell' }, tags: tagsSchema },
    },
    notebook: {
      title: 'The settings of a notebook, for all its cells',
      type: 'object',
      properties: {
        ...sharedSettings,
        notebookTimeout,
        summary: { ...someText, title: 'One line for the index of the pages' },
        inPage: {
          title: 'Whether its page runs those cells that need no operating system',
          type: 'boolean',
          description: 'true or false',
        },
        cache,
        parameters: {
          title: 'The values that were given to its parameters when it was run',
          type: 'object',
          description: 'an object of values by name: { "alpha": 0.5 }',
        },
        lang: { ...someText, title: 'The language of the prose', description: 'the name of a language, like "en"' },
        seeds: {
          title: 'What is drawn at random, and by which seeds: its page tells it',
          type: 'object',
          additionalProperties: {
            anyOf: [{ type: 'number' }, someText],
            description: 'a number or a text',
          },
          description: 'an object of numbers: { "losses": 7 }',
        },
        copyOf: {
          ...someText,
          title: "Of a learner's copy: the notebook that it was made of, as seen from its folder",
          description: 'a path, like "../notebooks/first.ipynb"',
        },
      },
      additionalProperties: false,
      description: 'an object',
    },
    cell: {
      title: 'The settings of a cell',
      type: 'object',
      properties: {
        ...sharedSettings,
        raises: {
          title: 'That the cell must fail, and with which words',
          anyOf: [{ const: true }, someText],
          description: 'true, or a text that the error must hold',
        },
        stdin: {
          title: 'What is answered when the cell asks for standard input, a line each time',
          type: 'array',
          items: { type: 'string', pattern: '^[^\\n]*$', description: 'a line of text' },
          description: 'a list of lines, like ["Anna", "42"]',
        },
        summary: { ...someText, title: 'What a folded cell is called' },
        prediction,
        about: aboutSchema,
        live: liveSchema,
        try: {
          ...someText,
          title: 'A change that a reader may make to it, in a page that runs it',
          description: 'a few words, like "put loss at 0.5"',
        },
        lead: {
          title:
            "Where the cell's figure stands besides: below the title of its page, or above the lessons of the index",
          anyOf: [{ const: 'page' }, { const: 'index' }],
          description: '"page" or "index"',
        },
      },
      additionalProperties: false,
      description: 'an object',
    },
  },
}
