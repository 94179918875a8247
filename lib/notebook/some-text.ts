import type { Schema } from './json-schema.ts'

export const someText: Schema = { type: 'string', minLength: 1, description: 'text' }
