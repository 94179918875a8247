const unitSizes: Readonly<Record<string, number>> = {
  b: 1,
  ...{ kb: 1e3, mb: 1e6, gb: 1e9 },
  ...{ kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30 },
}

/** How an amount of bytes may be written; `description` says it, after "not". */
export const amountPattern = '^(?=.*[1-9])\\d+(?:(?:\\.\\d+)?\\s*[KkMmGg][Ii]?)?\\s*[Bb]?$'
export const amountForms = 'an amount of bytes above 0, like 500000, "10mb" or "1.5 GiB"'

/** Bytes, of a number of them or of `10mb` (kb, mb, gb are of 1000; kib, mib, gib of 1024); `undefined` for what is no amount. */
export function bytesOfAmount(amount: number | string): number | undefined {
  if (typeof amount === 'number') return amount >= 1 ? Math.floor(amount) : undefined
  const [, number, unit = ''] = new RegExp(amountPattern).exec(amount) ? (/([\d.]+)\s*(\w*)/.exec(amount) ?? []) : []
  if (number === undefined) return undefined
  const name = unit.toLowerCase()
  const bytes = Math.floor(Number(number) * unitSizes[name.endsWith('b') ? name : `${name}b`]!)
  return Math.min(Math.max(1, bytes), Number.MAX_SAFE_INTEGER)
}

/** `512 MiB`, `1.5 GB`, `900 bytes`: in units of 1024 where `like`, or the amount itself, is made of them. */
export function shownBytes(bytes: number, like: number = bytes): string {
  const isBinary = like % 1024 === 0
  const [step, names] = isBinary ? [1024, ['KiB', 'MiB', 'GiB']] : [1000, ['kB', 'MB', 'GB']]
  const power = Math.min(3, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(step)))
  if (power === 0) return `${bytes} bytes`
  return `${Number((bytes / step ** power).toFixed(1))} ${names[power - 1]}`
}
