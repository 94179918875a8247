/** What each format's base64 begins with: a type that lies about its bytes is not shown. */
const signatures: Record<string, string> = {
  'image/png': 'iVBORw0KGgo',
  'image/jpeg': '/9j/',
  'image/gif': 'R0lGOD',
  'image/webp': 'UklGR',
}
const largest = 12_000_000

/** A bitmap as a data address; `undefined` when the data is not what its type says, or too large for a page. */
export function rasterAddress(type: string, base64: string): string | undefined {
  const data = base64.replace(/\s+/g, '')
  const signature = signatures[type.toLowerCase()]
  if (signature === undefined || !data.startsWith(signature) || data.length > largest) return undefined
  return /^[A-Za-z0-9+/]+={0,2}$/.test(data) ? `data:${type.toLowerCase()};base64,${data}` : undefined
}

/** The same for an address that is one already. */
export function rasterImage(address: string): string | undefined {
  const [, type, data] = /^data:(image\/[a-z]+);base64,([\s\S]*)$/i.exec(address.trim()) ?? []
  return type === undefined || data === undefined ? undefined : rasterAddress(type, data)
}
