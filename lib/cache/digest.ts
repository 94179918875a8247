import { createHash } from 'node:crypto'

/** Of a value that JSON can hold: SHA-256, the first 128 bits, in hexadecimal. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32)
}
