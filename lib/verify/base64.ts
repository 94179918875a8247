const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const values = new Int8Array(128).fill(-1)
for (const [value, letter] of [...alphabet].entries()) values[letter.charCodeAt(0)] = value

/** The octets of a base64 text without white space; `undefined` when it is none. @see RFC 4648 §4 */
export function fromBase64(text: string): Uint8Array | undefined {
  const length = octetsIn(text)
  if (text.length % 4 !== 0) return undefined
  const octets = new Uint8Array(length)
  let [bits, held, written] = [0, 0, 0]
  const end = text.length - paddingOf(text)
  for (let at = 0; at < end; at += 1) {
    const value = values[text.charCodeAt(at)] ?? -1
    if (value < 0) return undefined
    held = ((held << 6) | value) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    octets[written] = held >> bits
    written += 1
  }
  return octets
}

/** How many octets a base64 text stands for. */
export function octetsIn(text: string): number {
  return Math.floor((text.length * 3) / 4) - paddingOf(text)
}

function paddingOf(text: string): number {
  return text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
}
