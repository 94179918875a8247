/** The octets of a base64 text without white space; `undefined` when it is none. @see RFC 4648 §4 */
export function fromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z\d+/]*={0,2}$/.test(text)) return undefined
  const binary = atob(text)
  const octets = new Uint8Array(binary.length)
  for (let at = 0; at < binary.length; at += 1) octets[at] = binary.charCodeAt(at)
  return octets
}

/** How many octets a base64 text stands for. */
export function octetsIn(text: string): number {
  return Math.floor((text.length * 3) / 4) - paddingOf(text)
}

function paddingOf(text: string): number {
  return text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
}
