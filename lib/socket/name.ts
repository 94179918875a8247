import type { Address } from './types.ts'

/** A socket's name as text: `127.0.0.1:1060`, `[::1]:1060` */
export function nameOf({ address, port }: Address): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
