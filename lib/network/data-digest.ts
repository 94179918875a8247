/** Two halves of 32 bits, each mixed by a multiplication of its own. */
class Mixer {
  #one = 0x9e37_79b9
  #other = 0x85eb_ca6b

  add(word: number): void {
    this.#one = Math.imul(this.#one ^ word, 0x9e37_79b1)
    this.#one ^= this.#one >>> 15
    this.#other = Math.imul(this.#other ^ word, 0x85eb_ca77)
    this.#other ^= this.#other >>> 13
  }

  toString(): string {
    return [this.#one, this.#other].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('')
  }
}

const halfWords = new Uint32Array(2)
const double = new Float64Array(halfWords.buffer)

/** What begins each kind of value, so that `[1]`, `"1"` and `1` are told apart. */
const valueKinds = { nothing: 1, no: 2, yes: 3, number: 4, text: 5, octets: 6, list: 7, object: 8, again: 9 } as const

/**
 * Sixteen hexadecimal digits that are the same when two values hold the same: numbers to the last bit, texts, lists, maps, typed arrays,
 * objects by their members in the order of their names. Functions and what is private do not count. Of a packet its octets count, of which
 * the decoded segment is made. It tells data apart, it does not protect against anyone.
 */
export function digestOfData(data: unknown): string {
  const mixer = new Mixer()
  const names = new Map<string, number>()
  const above = new Set<object>()
  walk(data)
  return mixer.toString()

  function walk(value: unknown): void {
    if (typeof value === 'number') addNumber(value)
    else if (typeof value === 'string') addText(value)
    else if (typeof value === 'boolean') mixer.add(value ? valueKinds.yes : valueKinds.no)
    else if (typeof value === 'bigint') addText(String(value))
    else if (typeof value !== 'object' || value === null) mixer.add(valueKinds.nothing)
    else if (above.has(value)) mixer.add(valueKinds.again)
    else {
      above.add(value)
      addObject(value)
      above.delete(value)
    }
  }

  function addObject(value: object): void {
    if (value instanceof Uint8Array) {
      mixer.add(valueKinds.octets)
      mixer.add(value.length)
      for (const octet of value) mixer.add(octet)
    } else if (Array.isArray(value)) addList(value)
    else if (ArrayBuffer.isView(value)) addList([...(value as Float64Array)])
    else if (value instanceof Map || value instanceof Set) addList([...value])
    else addMembers(value as Record<string, unknown>)
  }

  function addList(list: readonly unknown[]): void {
    mixer.add(valueKinds.list)
    mixer.add(list.length)
    for (const each of list) walk(each)
  }

  function addMembers(value: Record<string, unknown>): void {
    mixer.add(valueKinds.object)
    for (const name of memberNames(value)) {
      const member = value[name]
      if (member === undefined || typeof member === 'function') continue
      mixer.add(numberOf(name))
      walk(member)
    }
  }

  function addNumber(value: number): void {
    mixer.add(valueKinds.number)
    double[0] = value
    mixer.add(halfWords[0]!)
    mixer.add(halfWords[1]!)
  }

  function addText(text: string): void {
    mixer.add(valueKinds.text)
    mixer.add(text.length)
    for (let at = 0; at < text.length; at++) mixer.add(text.charCodeAt(at))
  }

  /** Names come again and again: each is mixed once by itself. */
  function numberOf(name: string): number {
    let number = names.get(name)
    if (number === undefined) {
      number = 0
      for (let at = 0; at < name.length; at++) number = Math.imul(number ^ name.charCodeAt(at), 0x0100_0193)
      names.set(name, number)
    }
    return number
  }
}

/** A trace makes its events when they are asked for. */
const ofTraces = ['end', 'events', 'hosts', 'truncated']

function memberNames(value: Record<string, unknown>): readonly string[] {
  if ('events' in value && 'hosts' in value && 'end' in value) return ofTraces
  const names = Object.keys(value).sort()
  return value.type === 'packet' ? names.filter((name) => name !== 'segment') : names
}
