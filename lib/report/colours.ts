import picocolors from 'picocolors'

export type Colours = ReturnType<typeof picocolors.createColors>

/**
 * Colours or none: `NO_COLOR` (not empty) forbids them, `FORCE_COLOR` (not empty, not 0 or false) demands them, else a terminal
 * that is not dumb has them.
 */
export function coloursFor(env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): Colours {
  return picocolors.createColors(wantsColours(env, isTerminal))
}

function wantsColours(env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): boolean {
  if (env.NO_COLOR) return false
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
  return isTerminal && env.TERM !== 'dumb'
}
