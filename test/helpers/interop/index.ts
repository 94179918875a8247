/** The rows of the gate `interop`. */
import type { Checks } from '../own-network.ts'
import { closing } from './closing.ts'
import { capture, lossy } from './lossy.ts'
import { opening } from './opening.ts'
import { programs, talking } from './talking.ts'
import { trouble } from './trouble.ts'

/** What needs nothing but the kernel. */
export const plain: Checks = { ...opening, ...talking, ...closing, ...trouble, ...lossy }
/** By the program that they need. */
export const withPrograms: Readonly<Record<string, Checks>> = {
  curl: pick('curl'),
  nc: pick('nc'),
  tshark: capture,
}
export const checks: Checks = { ...plain, ...programs, ...capture }

function pick(command: string): Checks {
  return Object.fromEntries(Object.entries(programs).filter(([title]) => new RegExp(`\\b${command}\\b`).test(title)))
}
