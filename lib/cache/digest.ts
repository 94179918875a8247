import { createHash, type Hash } from 'node:crypto'

/** Of a value that JSON can hold: SHA-256, the first 128 bits, in hexadecimal. */
export function digestOf(value: unknown): string {
  return hexOf(createHash('sha256').update(JSON.stringify(value)))
}

/** Another of the same kind, for values with texts of many megabytes: no text is copied as a whole. */
export function digestInPieces(value: unknown): string {
  const hash = createHash('sha256')
  feed(value, hash)
  return hexOf(hash)
}

const charactersAtOnce = 65_536

function feed(value: unknown, hash: Hash): void {
  if (typeof value === 'string') {
    hash.update(`s${value.length}:`)
    // By UTF-16, so that no pair is cut into halves that look like others.
    for (let at = 0; at < value.length; at += charactersAtOnce)
      hash.update(value.slice(at, at + charactersAtOnce), 'utf16le')
  } else if (Array.isArray(value)) {
    hash.update(`a${value.length}:`)
    for (const each of value) feed(each, hash)
  } else if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, each]) => each !== undefined)
    hash.update(`o${entries.length}:`)
    for (const [key, each] of entries) {
      feed(key, hash)
      feed(each, hash)
    }
  } else hash.update(`${JSON.stringify(value) ?? 'null'};`)
}

function hexOf(hash: Hash): string {
  return hash.digest('hex').slice(0, 32)
}
