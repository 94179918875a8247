import type { Schema } from './json-schema.ts'
import { someText } from './some-text.ts'

/** A number that may be chosen, in steps from `min` to `max`. */
export interface LiveNumber {
  name: string
  label: string
  min: number
  max: number
  step: number
  unit?: string
  default: number
}

/** One of several words. */
export interface LiveChoice {
  name: string
  label: string
  choices: readonly string[]
  default: string
}

/** Several, in an order: whole numbers from one to another, or words. Which of them, the reader says by pressing what the figure offers. */
export interface LiveList {
  name: string
  label: string
  of: readonly [from: number, to: number] | readonly string[]
  /** How many it may hold. */
  most: number
  default: readonly (number | string)[]
}

/** How far a run is shown: up to one of the moments that the figure names, counted from 0; the whole of it unless told. */
export interface LiveMoment {
  name: string
  label: string
  moment: true
}

export type LiveParameter = LiveNumber | LiveChoice | LiveList | LiveMoment

/** What a figure's function is called with, by name. */
export type LiveValues = Readonly<Record<string, number | string | readonly (number | string)[] | undefined>>

/** The function of a cell's figure: `module` exports it, and takes one object with a member for each parameter. */
export interface Live {
  module: string
  export: string
  parameters: readonly LiveParameter[]
}

/** What it is called with unless a reader says otherwise. */
export function liveDefaults({ parameters }: Live): LiveValues {
  return Object.fromEntries(
    parameters.flatMap((parameter) => ('moment' in parameter ? [] : [[parameter.name, parameter.default]])),
  )
}

const parameterName: Schema = {
  type: 'string',
  pattern: '^[A-Za-z_$][\\w$]*$',
  description: 'the name of a member, like "rtt"',
}

const item: Schema = { anyOf: [{ type: 'number' }, someText], description: 'a whole number, or a text' }

const finite = { type: 'number', description: 'a number' } as const satisfies Schema

export const liveSchema: Schema = {
  title: "The function that makes the cell's figure, for a page on which it can be made again with other parameters",
  type: 'object',
  properties: {
    module: {
      ...someText,
      title: 'Where it is imported from',
      description: 'a module, like "ackbook/concepts/figures/deadlock"',
    },
    export: {
      type: 'string',
      pattern: '^[A-Za-z_$][\\w$]*$',
      title: 'What it is called there',
      description: 'the name of an export, like "lostUpdate"',
    },
    parameters: {
      title: 'What it is called with: one object, a member a parameter',
      type: 'array',
      items: {
        anyOf: [
          {
            type: 'object',
            properties: {
              name: parameterName,
              label: someText,
              min: finite,
              max: finite,
              step: { type: 'number', exclusiveMinimum: 0, description: 'a number above 0' },
              unit: { type: 'string', description: 'text' },
              default: finite,
            },
            required: ['name', 'label', 'min', 'max', 'step', 'default'],
            additionalProperties: false,
          },
          {
            type: 'object',
            properties: {
              name: parameterName,
              label: someText,
              choices: { type: 'array', minItems: 2, items: someText, description: 'a list of two texts or more' },
              default: someText,
            },
            required: ['name', 'label', 'choices', 'default'],
            additionalProperties: false,
          },
          {
            type: 'object',
            properties: {
              name: parameterName,
              label: someText,
              of: { type: 'array', minItems: 1, items: item, description: 'two whole numbers, or a list of texts' },
              most: { type: 'number', minimum: 1, description: 'a whole number from 1' },
              default: { type: 'array', items: item, description: 'a list' },
            },
            required: ['name', 'label', 'of', 'most', 'default'],
            additionalProperties: false,
          },
          {
            type: 'object',
            properties: { name: parameterName, label: someText, moment: { const: true, description: 'true' } },
            required: ['name', 'label', 'moment'],
            additionalProperties: false,
          },
        ],
        description:
          'a number, { "name": "rtt", "label": "round trip", "min": 10, "max": 200, "step": 10, "unit": "ms", "default": 40 }, nor a choice, { "name": "algorithm", "label": "algorithm", "choices": ["reno", "cubic"], "default": "reno" }, a list, { "name": "lost", "label": "segments lost", "of": [1, 8], "most": 8, "default": [] }, nor a moment, { "name": "at", "label": "shown up to", "moment": true }',
      },
      description: 'a list of parameters',
    },
  },
  required: ['module', 'export', 'parameters'],
  additionalProperties: false,
  description: '{ "module": "ackbook/concepts/figures/deadlock", "export": "lostUpdate", "parameters": [] }',
}

/** What the schema cannot say: that defaults can be chosen, and that names are told apart. */
export function liveProblem({ parameters }: Live): string | undefined {
  const names = new Set<string>()
  for (const [index, parameter] of parameters.entries()) {
    const { name } = parameter
    const at = `ackbook.live.parameters[${index}] ("${name}")`
    if (names.has(name)) return `${at}: a parameter of this name stands before it`
    names.add(name)
    if ('moment' in parameter) continue
    if ('of' in parameter) {
      const problem = listProblem(parameter)
      if (problem !== undefined) return `${at}: ${problem}`
      continue
    }
    if ('choices' in parameter) {
      const { choices } = parameter
      if (choices.includes(parameter.default)) continue
      return `${at}: the default "${parameter.default}" is none of the choices ${choices.join(', ')}`
    }
    const { min, max, step } = parameter
    if (min > max) return `${at}: min is ${min}, max only ${max}`
    if (parameter.default < min || parameter.default > max)
      return `${at}: the default ${parameter.default} is not from ${min} to ${max}`
    const steps = (parameter.default - min) / step
    if (Math.abs(steps - Math.round(steps)) > 1e-6)
      return `${at}: the default ${parameter.default} is no whole number of steps of ${step} from ${min}`
  }
  return undefined
}

function listProblem({ of, most, default: items }: LiveList): string | undefined {
  if (!Number.isInteger(most)) return `most is ${most}, no whole number`
  if (items.length > most) return `the default holds ${items.length}, most is ${most}`
  const isRange = of.some((each) => typeof each === 'number')
  const [from = 0, to = 0] = of as readonly number[]
  if (isRange && !(of.length === 2 && of.every(Number.isInteger) && from <= to))
    return `of is ${of.join(', ')}; a range is two whole numbers, the least and the greatest`
  const isOne = (each: number | string): boolean =>
    isRange
      ? Number.isInteger(each) && Number(each) >= from && Number(each) <= to
      : (of as readonly unknown[]).includes(each)
  const other = items.find((each) => !isOne(each))
  if (other === undefined) return undefined
  return `the default has ${other}, which is ${isRange ? `no whole number from ${from} to ${to}` : `none of ${of.join(', ')}`}`
}
